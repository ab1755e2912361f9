using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>The open case on a post or comment.</summary>
/// <param name="Id">The id.</param>
/// <param name="IsNew">Whether there was none before.</param>
readonly record struct OpenedCase(Guid Id, bool IsNew)
{
    /// <summary>Opens a case, or holds the open one until the transaction ends.</summary>
    /// <exception cref="FaultException">The post or comment was erased meanwhile.</exception>
    public static async Task<OpenedCase> OpenAsync(RpcContext call, Subject subject, Guid author, Scope scope, CancellationToken ct)
    {
        // An update without a change locks the open case against a decision, and returns its id.
        const string sql = """
            insert into posts_case (id, scope, post_id, comment_id, author_id)
            values ($1, $2, $3, $4::uuid, $5)
            on conflict (subject_id) where decided_at is null do update set scope = excluded.scope
            returning id, xmax = 0
            """;

        try
        {
            return await call.Db.FindAsync(
                sql, [Guid.CreateVersion7(call.Now), scope.ToString(), subject.PostId, subject.CommentId, author],
                row => new OpenedCase(row.GetGuid(0), row.GetBoolean(1)), ct);
        }
        catch (PostgresException e) when (e.ConstraintName is "posts_case_post_exists" or "posts_case_comment_exists")
        {
            throw subject.NotFound();
        }
    }

    /// <summary>Deletes the case again if it is new: nothing was there to decide on.</summary>
    public async Task CancelAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "delete from posts_case where id = $1 and decided_at is null";

        if (IsNew)
            await db.ExecuteAsync(sql, [Id], ct);
    }
}
