using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Recounts comments, answers and reactions, and lists where a kept count differs.</summary>
[Rpc(
    "posts.v1/VerifyCounts", PostCapabilities.Verify, Reads = true, DeadlineSeconds = 120,
    Example = "{}",
    Answer = """{"differences":[{"subjectId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","kept":"2 comments, reactions {1,0,0,0,0,0}","counted":"2 comments, reactions {2,0,0,0,0,0}"}]}""")]
public sealed class VerifyCounts : IRpc<VerifyCounts.Request, VerifyCounts.Response>
{
    /// <summary>No fields.</summary>
    public sealed record Request;

    /// <summary>The result.</summary>
    /// <param name="Differences">The posts and comments whose counts differ, at most 100; empty when all are exact.</param>
    public sealed record Response(IReadOnlyList<Difference> Differences);

    /// <summary>A wrong count.</summary>
    /// <param name="SubjectId">The post or comment.</param>
    /// <param name="Kept">The kept counts.</param>
    /// <param name="Counted">The counts of the rows.</param>
    public sealed record Difference(Guid SubjectId, string Kept, string Counted);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) =>
        new(await ListAsync(call.Db, ct));

    static Task<List<Difference>> ListAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            with reacted as (
                select subject_id, array[
                        count(*) filter (where kind = 'like'), count(*) filter (where kind = 'love'),
                        count(*) filter (where kind = 'celebrate'), count(*) filter (where kind = 'support'),
                        count(*) filter (where kind = 'insightful'), count(*) filter (where kind = 'funny')]::int[] as counts
                from posts_reaction
                group by subject_id),
            commented as (
                select coalesce(parent_id, post_id) as subject_id, count(*)::int as direct
                from posts_comment
                where removed_at is null
                group by 1),
            answered as (
                select post_id as subject_id, count(*)::int as all_levels
                from posts_comment
                where removed_at is null
                group by 1),
            kept as (
                select id, comments, reactions, true as is_post from posts_post
                union all
                select id, replies, reactions, false from posts_comment),
            counted as (
                select k.*, coalesce(r.counts, '{0,0,0,0,0,0}') as now_reactions,
                       coalesce(case when k.is_post then a.all_levels else c.direct end, 0) as now_comments
                from kept k
                left join reacted r on r.subject_id = k.id
                left join commented c on c.subject_id = k.id and not k.is_post
                left join answered a on a.subject_id = k.id and k.is_post)
            select id, comments || ' comments, reactions ' || reactions::text,
                   now_comments || ' comments, reactions ' || now_reactions::text
            from counted
            where (comments, reactions) is distinct from (now_comments, now_reactions)
            order by id
            limit 100
            """;

        return db.QueryAsync(sql, [], row => new Difference(row.GetGuid(0), row.GetString(1), row.GetString(2)), ct);
    }
}
