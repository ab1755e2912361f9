using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Deletes the texts of posts and comments that were removed more than thirty days ago, once an appeal is
/// answered.</summary>
public sealed record EraseRemoved : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "posts.erase_removed";
}

/// <summary>Deletes them a thousand per transaction: text, links, reason, earlier texts, mentions. The placeholder stays.
/// </summary>
/// <remarks>Idempotent: a text is deleted once.</remarks>
sealed class EraseRemovedHandler(SystemPipeline pipeline) : IJobHandler<EraseRemoved>
{
    static readonly AuditField Erased = new("texts_erased");

    const int ChunkSize = 1_000;

    public async Task HandleAsync(Job<EraseRemoved> job, CancellationToken ct)
    {
        for (var erased = ChunkSize; erased >= ChunkSize;)
            erased = await pipeline.RunAsync(SystemTask.Of(job), call => EraseAsync(call, ct), ct);
    }

    static async Task<int> EraseAsync(SystemCall call, CancellationToken ct)
    {
        var erased = await ErasePostsAsync(call.Db, ct) + await EraseCommentsAsync(call.Db, ct);

        call.Audit.Changed(Erased, from: null, erased).If(erased > 0);
        return erased;
    }

    static Task<int> ErasePostsAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            with due as (
                select id
                from posts_post
                where removed_at < now() - interval '30 days' and body <> '' and not is_hidden
                  and not exists (
                    select from posts_case c
                    join posts_appeal a on a.case_id = c.id
                    where (c.id = posts_post.case_id or (c.post_id = posts_post.id and c.comment_id is null)) and a.outcome is null)
                order by removed_at
                limit $1
                for update skip locked),
            edits as (delete from posts_edit where post_id in (select id from due)),
            mentions as (delete from posts_mention where subject_id in (select id from due))
            update posts_post
            set body = '', links = '[]', removed_why = null
            where id in (select id from due)
            """;

        return db.ExecuteAsync(sql, [ChunkSize], ct);
    }

    static Task<int> EraseCommentsAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            with due as (
                select id
                from posts_comment
                where removed_at < now() - interval '30 days' and body <> '' and not is_hidden
                  and not exists (
                    select from posts_case c
                    join posts_appeal a on a.case_id = c.id
                    where (c.id = posts_comment.case_id or c.comment_id = posts_comment.id) and a.outcome is null)
                order by removed_at
                limit $1
                for update skip locked),
            mentions as (delete from posts_mention where subject_id in (select id from due))
            update posts_comment
            set body = '', removed_why = null
            where id in (select id from due)
            """;

        return db.ExecuteAsync(sql, [ChunkSize], ct);
    }
}
