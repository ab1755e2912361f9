using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Sets or clears the caller's reaction to a post or a comment: one for each. Another kind in its place does not notify
/// the author again.</summary>
[Rpc(
    "posts.v1/React", PostCapabilities.Use,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","kind":"like"}""",
    Answer = """{"changed":true,"reactions":[{"kind":"like","count":4}]}""")]
public sealed class React(PostGate gate, JobQueue jobs) : IRpc<React.Request, React.Response>
{
    /// <summary>The reaction; exactly one of the two ids.</summary>
    /// <param name="PostId">The post.</param>
    /// <param name="CommentId">The comment.</param>
    /// <param name="Kind">The reaction; null clears it.</param>
    public sealed record Request(Guid? PostId = null, Guid? CommentId = null, ReactionKind? Kind = null);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    /// <param name="Reactions">The reactions now, the most frequent first.</param>
    public sealed record Response(bool Changed, IReadOnlyList<ReactionCount> Reactions);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (subject, _, rights) = await gate.HoldSubjectAsync(call, request.PostId, request.CommentId, ct);
        rights.Require(PostCapabilities.Write);

        var outcome = request.Kind is { } kind ? await SetAsync(call, subject, kind, ct) : await ClearAsync(call, subject, ct);
        var changed = outcome != ReactOutcome.Unchanged;

        if (outcome == ReactOutcome.Added)
            await jobs.EnqueueUniqueAsync(call.Db, new NotifyReactions(subject.PostId, subject.CommentId), ct: ct);

        call.Audit.Target(subject.CommentId is null ? "post" : "comment", subject.Id).If(changed);
        var counts = subject.CommentId is { } commentId
            ? (await Comment.FindAsync(call.Db, commentId, ct))?.Reactions
            : (await Post.FindAsync(call.Db, subject.PostId, ct))?.Reactions;
        return new(changed, Reaction.ToCounts(counts ?? throw subject.NotFound()));
    }

    enum ReactOutcome
    {
        Unchanged,
        Added,
        Switched,
        Cleared,
    }

    static async Task<ReactOutcome> SetAsync(RpcContext call, Subject subject, ReactionKind kind, CancellationToken ct)
    {
        const string sql = """
            insert into posts_reaction as r (post_id, comment_id, user_id, kind)
            values ($1, $2::uuid, $3, $4)
            on conflict on constraint posts_reaction_once do update set kind = excluded.kind, reacted_at = now()
            where r.kind <> excluded.kind
            returning xmax = 0
            """;

        try
        {
            var added = await call.Db.FindAsync(
                sql, [subject.PostId, subject.CommentId, call.Caller.UserId, kind.ToText()], row => (bool?)row.GetBoolean(0), ct);
            return added switch { null => ReactOutcome.Unchanged, true => ReactOutcome.Added, false => ReactOutcome.Switched };
        }
        catch (PostgresException e) when (e.ConstraintName is "posts_reaction_post_exists" or "posts_reaction_comment_exists")
        {
            throw subject.NotFound();
        }
    }

    static async Task<ReactOutcome> ClearAsync(RpcContext call, Subject subject, CancellationToken ct)
    {
        const string sql = "delete from posts_reaction where subject_id = $1 and user_id = $2";

        return await call.Db.ExecuteAsync(sql, [subject.Id, call.Caller.UserId], ct) > 0 ? ReactOutcome.Cleared : ReactOutcome.Unchanged;
    }
}
