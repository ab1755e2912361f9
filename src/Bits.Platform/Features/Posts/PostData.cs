using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Privacy;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Exports and erases a person's posts, comments and reactions. What others answered to stays as a placeholder
/// without text.</summary>
sealed class PostData(Indexer index, SearchMaintenance search, PostRemoval removal, Authorizer authorizer) : IPersonalData
{
    public string Part => "posts";

    public IReadOnlyList<string> Tables =>
        ["posts_post", "posts_edit", "posts_comment", "posts_reaction", "posts_mention", "posts_mute", "posts_visit"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string posts = """
            select id, scope, body, links::text, created_at, edited_at, removed_at, removed_why
            from posts_post
            where author_id = $1
            order by created_at, id
            """;
        const string edits = """
            select e.post_id, e.version, e.body, e.replaced_at
            from posts_edit e
            join posts_post p on p.id = e.post_id
            where p.author_id = $1
            order by e.post_id, e.version
            """;
        const string comments = """
            select id, post_id, parent_id, body, created_at, edited_at, removed_at, removed_why
            from posts_comment
            where author_id = $1
            order by created_at, id
            """;
        const string reactions = """
            select subject_id, kind, reacted_at from posts_reaction where user_id = $1 order by reacted_at, subject_id
            """;
        const string mentions = "select subject_id, handle from posts_mention where user_id = $1 order by subject_id";
        const string muted = "select scope, muted_at from posts_mute where user_id = $1 order by scope";
        const string visit = "select seen_at from posts_visit where user_id = $1";

        return new
        {
            Posts = await db.QueryAsync(posts, [userId], PersonalRow.Read, ct),
            EarlierTexts = await db.QueryAsync(edits, [userId], PersonalRow.Read, ct),
            Comments = await db.QueryAsync(comments, [userId], PersonalRow.Read, ct),
            Reactions = await db.QueryAsync(reactions, [userId], PersonalRow.Read, ct),
            Mentions = await db.QueryAsync(mentions, [userId], PersonalRow.Read, ct),
            MutedScopes = await db.QueryAsync(muted, [userId], PersonalRow.Read, ct),
            FeedSeenAt = await db.QueryAsync(visit, [userId], PersonalRow.Read, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct) =>
        await ErasePostsAsync(db, person, ct)
        + await EraseCommentsAsync(db, person, ct)
        + await EraseTracesAsync(db, person, ct)
        + await RedactPostsAsync(db, person, ct)
        + await RedactOthersAsync(db, person, ct);

    async Task<long> ErasePostsAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string edits = "delete from posts_edit where post_id in (select id from posts_post where author_id = $1)";
        const string mentions = "delete from posts_mention where subject_id in (select id from posts_post where author_id = $1)";
        const string answered = """
            update posts_post p
            set body = '', links = '[]', pin = null, removed_at = coalesce(removed_at, now()), removed_why = null
            where author_id = $1 and (body <> '' or removed_at is null or removed_why is not null)
              and exists (select from posts_comment c where c.post_id = p.id and c.author_id <> $1)
            returning id, scope
            """;
        const string others = """
            delete from posts_post p
            where author_id = $1 and not exists (select from posts_comment c where c.post_id = p.id and c.author_id <> $1)
            returning id, scope
            """;

        await db.ExecuteAsync(edits, [person.UserId], ct);
        await db.ExecuteAsync(mentions, [person.UserId], ct);
        var posts = await db.QueryAsync(answered, [person.UserId], ReadPlace, ct);
        posts.AddRange(await db.QueryAsync(others, [person.UserId], ReadPlace, ct));
        foreach (var surface in posts.GroupBy(post => PostDocument.SurfaceOf(post.Scope)))
            await search.EraseDocumentsAsync(db, surface.Key, [.. surface.Select(post => PostDocument.IdOf(post.Id))], ct);
        await removal.WithdrawAsync(db, [.. posts.Select(post => post.Id)], ct);
        return posts.Count;
    }

    async Task<long> EraseCommentsAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string mentions = "delete from posts_mention where subject_id in (select id from posts_comment where author_id = $1)";
        const string answered = """
            update posts_comment c
            set body = '', removed_at = coalesce(removed_at, now()), removed_why = null
            where author_id = $1 and (body <> '' or removed_at is null or removed_why is not null)
              and exists (select from posts_comment r where r.post_id = c.post_id and r.parent_id = c.id and r.author_id <> $1)
            returning id
            """;
        const string others = """
            delete from posts_comment c
            where author_id = $1
              and not exists (select from posts_comment r where r.post_id = c.post_id and r.parent_id = c.id and r.author_id <> $1)
            returning id
            """;

        await db.ExecuteAsync(mentions, [person.UserId], ct);
        var comments = await db.QueryAsync(answered, [person.UserId], row => row.GetGuid(0), ct);
        comments.AddRange(await db.QueryAsync(others, [person.UserId], row => row.GetGuid(0), ct));
        await removal.WithdrawAsync(db, comments, ct);
        return comments.Count;
    }

    static async Task<long> EraseTracesAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string reactions = "delete from posts_reaction where user_id = $1";
        const string mentions = "delete from posts_mention where user_id = $1";
        const string muted = "delete from posts_mute where user_id = $1";
        const string visit = "delete from posts_visit where user_id = $1";

        return await db.ExecuteAsync(reactions, [person.UserId], ct)
            + await db.ExecuteAsync(mentions, [person.UserId], ct)
            + await db.ExecuteAsync(muted, [person.UserId], ct)
            + await db.ExecuteAsync(visit, [person.UserId], ct);
    }

    async Task<long> RedactPostsAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string sql = """
            update posts_post
            set body = regexp_replace(body, $1, $2, 'gi'), links = regexp_replace(links::text, $1, $2, 'gi')::jsonb,
                removed_why = regexp_replace(removed_why, $1, $2, 'gi')
            where body ~* $1 or links::text ~* $1 or removed_why ~* $1
            returning id, scope, body, removed_at is null, author_id
            """;

        var posts = await db.QueryAsync(
            sql, [person.Mention, ErasedPerson.Placeholder],
            row => (
                Id: row.GetGuid(0), Scope: Scope.Parse(row.GetString(1)), Body: row.GetString(2), IsVisible: row.GetBoolean(3),
                AuthorId: row.GetGuid(4)), ct);
        foreach (var scope in posts.Where(post => post.IsVisible).GroupBy(post => post.Scope))
            if (await authorizer.HoldScopeAsync(db, scope.Key, ct) is { } facts)
                await RewriteAsync(
                    db, PostDocument.SurfaceOf(scope.Key),
                    [.. scope.Select(p => PostDocument.Of(p.Id, p.Scope, p.AuthorId, p.Body, PostDocument.AudienceOf(facts)))], ct);
        return posts.Count;
    }

    async Task RewriteAsync(
        NpgsqlConnection db, string surface, IReadOnlyList<SearchDocument> documents, CancellationToken ct)
    {
        var words = await search.ListWordsAsync(db, surface, [.. documents.Select(d => d.EntityId)], ct);
        await index.BulkUpsertAsync(db, documents, ct);
        await search.ForgetWordsAsync(db, words, ct);
    }

    static async Task<long> RedactOthersAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string edits = """
            update posts_edit set body = regexp_replace(body, $1, $2, 'gi') where body ~* $1
            """;
        const string comments = """
            update posts_comment
            set body = regexp_replace(body, $1, $2, 'gi'), removed_why = regexp_replace(removed_why, $1, $2, 'gi')
            where body ~* $1 or removed_why ~* $1
            """;

        return await db.ExecuteAsync(edits, [person.Mention, ErasedPerson.Placeholder], ct)
            + await db.ExecuteAsync(comments, [person.Mention, ErasedPerson.Placeholder], ct);
    }

    static (Guid Id, Scope Scope) ReadPlace(NpgsqlDataReader row) =>
        (row.GetGuid(0), Scope.Parse(row.GetString(1)));
}
