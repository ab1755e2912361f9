using Bits.Platform.Auth;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Hides and restores what a decision is about, as one action: each removed text names its case.</summary>
public sealed class CaseRemoval(Indexer index, PostRemoval removal, Authorizer authorizer)
{
    /// <summary>Removes the reported text, and the author's texts in the scope of the last days.</summary>
    /// <returns>The number of posts and comments that were visible before.</returns>
    internal async Task<int> RemoveAsync(
        NpgsqlConnection db, Case found, Guid by, string reason, bool isHidden, int days, CancellationToken ct)
    {
        const string posts = """
            update posts_post
            set removed_at = now(), removed_by = $4, removed_why = $5, pin = null, case_id = $6, is_hidden = $7
            where removed_at is null and author_id = $3 and scope = $2
              and (id = $1 or created_at > now() - make_interval(days => $8))
            returning id
            """;
        const string comments = """
            update posts_comment c
            set removed_at = now(), removed_by = $4, removed_why = $5, case_id = $6, is_hidden = $7
            from posts_post p
            where p.id = c.post_id and p.scope = $2 and c.removed_at is null and c.author_id = $3
              and (c.id = $1 or c.created_at > now() - make_interval(days => $8))
            returning c.id
            """;

        object?[] args = [found.Subject.Id, found.Scope.ToString(), found.AuthorId, by, reason, found.Id, isHidden, days];
        var ofPosts = await db.QueryAsync(posts, args, row => row.GetGuid(0), ct);
        var ofComments = await db.QueryAsync(comments, args, row => row.GetGuid(0), ct);
        await removal.ForgetPostsAsync(db, found.Scope, ofPosts, ct);
        await removal.WithdrawAsync(db, ofComments, ct);
        return ofPosts.Count + ofComments.Count;
    }

    /// <summary>Makes the reported text that of the case, if another than its author has removed it without one: an undo
    /// then restores it. Waits for the undo of the decision that removed it.</summary>
    internal static async Task AdoptAsync(NpgsqlConnection db, Case found, bool isHidden, CancellationToken ct)
    {
        const string posts = """
            update posts_post
            set case_id = coalesce(case_id, $2), is_hidden = case when case_id is null then $3 else is_hidden end
            where id = $1 and removed_by <> author_id
            """;
        const string comments = """
            update posts_comment
            set case_id = coalesce(case_id, $2), is_hidden = case when case_id is null then $3 else is_hidden end
            where id = $1 and removed_by <> author_id
            """;

        object?[] args = [found.Subject.Id, found.Id, isHidden];
        if (await db.ExecuteAsync(posts, args, ct) == 0)
            await db.ExecuteAsync(comments, args, ct);
    }

    /// <summary>Makes visible again what the decision removed and what still has its text, but for texts that another decision
    /// removes: they become texts of that one.</summary>
    /// <returns>The number of posts and comments.</returns>
    internal async Task<int> RestoreAsync(NpgsqlConnection db, Case found, CancellationToken ct)
    {
        const string posts = """
            update posts_post
            set removed_at = null, removed_by = null, removed_why = null, case_id = null, is_hidden = false
            where case_id = $1 and body <> ''
            returning id, body
            """;
        const string comments = """
            update posts_comment
            set removed_at = null, removed_by = null, removed_why = null, case_id = null, is_hidden = false
            where case_id = $1 and body <> ''
            """;

        await HoldAsync(db, found, ct);
        await HandOverAsync(db, found, ct);
        var restored = await db.QueryAsync(posts, [found.Id], row => (Id: row.GetGuid(0), Body: row.GetString(1)), ct);
        if (await authorizer.HoldScopeAsync(db, found.Scope, ct) is { } facts)
            await index.BulkUpsertAsync(
                db,
                [
                    .. restored.Select(post => PostDocument.Of(
                        post.Id, found.Scope, found.AuthorId, post.Body, PostDocument.AudienceOf(facts))),
                ], ct);
        return restored.Count + await db.ExecuteAsync(comments, [found.Id], ct);
    }

    // A decision on one of these texts that is under way commits first, and the next statement sees it.
    static Task<int> HoldAsync(NpgsqlConnection db, Case found, CancellationToken ct)
    {
        const string sql = """
            with posts as (select id from posts_post where case_id = $1 for no key update),
            comments as (select id from posts_comment where case_id = $1 for no key update)
            select (select count(*) from posts) + (select count(*) from comments)
            """;

        return db.ExecuteAsync(sql, [found.Id], ct);
    }

    // The time of the other decision counts for deleting the text: its author may appeal until then.
    static async Task HandOverAsync(NpgsqlConnection db, Case found, CancellationToken ct)
    {
        const string posts = """
            update posts_post p
            set case_id = o.id, removed_at = greatest(p.removed_at, o.decided_at), removed_by = o.decided_by,
                removed_why = o.reason, is_hidden = o.decision = 'hide'
            from (
                select distinct on (subject_id) *
                from posts_case
                where scope = $2 and author_id = $3 and id <> $1 and undone_at is null
                  and decision in ('hide', 'remove', 'ban')
                order by subject_id, decided_at desc) o
            where p.case_id = $1 and o.subject_id = p.id
            """;
        const string comments = """
            update posts_comment c
            set case_id = o.id, removed_at = greatest(c.removed_at, o.decided_at), removed_by = o.decided_by,
                removed_why = o.reason, is_hidden = o.decision = 'hide'
            from (
                select distinct on (subject_id) *
                from posts_case
                where scope = $2 and author_id = $3 and id <> $1 and undone_at is null
                  and decision in ('hide', 'remove', 'ban')
                order by subject_id, decided_at desc) o
            where c.case_id = $1 and o.subject_id = c.id
            """;

        object?[] args = [found.Id, found.Scope.ToString(), found.AuthorId];
        await db.ExecuteAsync(posts, args, ct);
        await db.ExecuteAsync(comments, args, ct);
    }
}
