using Bits.Membership;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Removes posts and comments: what others answered to stays as a placeholder.</summary>
public sealed class PostRemoval(Indexer index, Notifier notifier)
{
    /// <summary>Returns the reason of a moderator who removes another's text; null for authors.</summary>
    /// <exception cref="FaultException">The caller may not, or the reason is missing.</exception>
    internal static string? ReasonOf(ScopeRights rights, Guid author, string? reason)
    {
        if (author == rights.Caller.UserId)
            return null;

        rights.Require(PostCapabilities.Moderate);
        return reason ?? throw FaultException.InvalidArgument("reason", "is missing; tell the author why you remove it.");
    }

    /// <summary>Removes a post of the caller. Waits for an edit or a comment that is under way.</summary>
    /// <returns>Whether it was visible before.</returns>
    internal async Task<bool> RemovePostAsync(NpgsqlConnection db, Post post, string? reason, CancellationToken ct)
    {
        const string sql = """
            update posts_post
            set removed_at = now(), removed_by = author_id, removed_why = $2, pin = null
            where id = $1 and removed_at is null
            """;

        if (await db.ExecuteAsync(sql, [post.Id, reason], ct) == 0)
            return false;

        await ForgetPostsAsync(db, post.Scope, [post.Id], ct);
        return true;
    }

    /// <summary>Takes removed posts out of the index, and withdraws the notifications of them and of their comments.</summary>
    internal async Task ForgetPostsAsync(NpgsqlConnection db, Scope scope, IReadOnlyList<Guid> posts, CancellationToken ct)
    {
        const string sql = "select id from posts_comment where post_id = any($1)";

        foreach (var id in posts)
            await index.DeleteAsync(db, PostDocument.SurfaceOf(scope), PostDocument.IdOf(id), ct);
        var comments = await db.QueryAsync(sql, [posts.ToArray()], row => row.GetGuid(0), ct);
        await WithdrawAsync(db, [.. posts, .. comments], ct);
    }

    /// <summary>Removes a comment of the caller.</summary>
    /// <returns>Whether it was visible before.</returns>
    internal async Task<bool> RemoveCommentAsync(
        NpgsqlConnection db, Comment comment, string? reason, CancellationToken ct)
    {
        const string sql = """
            update posts_comment
            set removed_at = now(), removed_by = author_id, removed_why = $2
            where id = $1 and removed_at is null
            """;

        if (await db.ExecuteAsync(sql, [comment.Id, reason], ct) == 0)
            return false;

        await WithdrawAsync(db, [comment.Id], ct);
        return true;
    }

    /// <summary>Withdraws all notifications of posts or comments.</summary>
    internal async Task WithdrawAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        foreach (var kind in ActivityKinds.All)
            await notifier.TakeBackAsync(db, kind, [.. subjects.Select(subject => subject.ToString())], ct);
    }
}
