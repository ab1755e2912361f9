using Bits.Platform.Features.Notifications;
using Bits.Platform.Privacy;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>What a person has posted in groups, and the groups that they have founded. The name of a group belongs to its
/// members and stays; the founder's description goes.</summary>
sealed class GroupData(Indexer index, SearchMaintenance search, Notifier notifier) : IPersonalData
{
    public string Part => "groups";

    public IReadOnlyList<string> Tables => ["groups_group", "groups_post"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string founded = """
            select id, kind, slug, name, description, visibility, created_at
            from groups_group
            where created_by = $1
            order by created_at, id
            """;
        const string posts = """
            select id, group_id, body, created_at
            from groups_post
            where author_id = $1
            order by created_at, id
            """;

        return new
        {
            Founded = await db.QueryAsync(founded, [userId], PersonalRow.Read, ct),
            Posts = await db.QueryAsync(posts, [userId], PersonalRow.Read, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct) =>
        await DeletePostsAsync(db, person, ct)
        + await RedactPostsAsync(db, person, ct)
        + await RedactGroupsAsync(db, person, ct);

    async Task<long> DeletePostsAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string sql = "delete from groups_post where author_id = $1 returning id";

        var posts = await db.QueryAsync(sql, [person.UserId], row => row.GetGuid(0), ct);
        if (posts.Count == 0)
            return 0;

        await search.EraseDocumentsAsync(db, Surfaces.Groups, [.. posts.Select(GroupPost.DocumentId)], ct);
        await notifier.TakeBackAsync(db, NotifyGroup.Kind, [.. posts.Select(post => post.ToString())], ct);
        return posts.Count;
    }

    async Task<long> RedactPostsAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string sql = """
            update groups_post
            set body = regexp_replace(body, $1, $2, 'gi')
            where body ~* $1
            returning id, group_id, body
            """;

        var posts = await db.QueryAsync(
            sql, [person.Mention, ErasedPerson.Placeholder],
            row => (Id: row.GetGuid(0), GroupId: row.GetGuid(1), Body: row.GetString(2)), ct);
        var groups = (await Group.ListAsync(db, posts.Select(post => post.GroupId).Distinct(), ct)).ToDictionary(g => g.Id);

        await RewriteAsync(db, [.. posts.Select(post => GroupPost.AsDocument(post.Id, post.Body, groups[post.GroupId]))], ct);
        return posts.Count;
    }

    async Task<long> RedactGroupsAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string sql = """
            update groups_group
            set name = case when name ~* $2 then left(regexp_replace(name, $2, $3, 'gi'), 120) else name end,
                description = case
                    when created_by = $1 then ''
                    when description ~* $2 then left(regexp_replace(description, $2, $3, 'gi'), 2000)
                    else description
                end,
                created_by = nullif(created_by, $1)
            where created_by = $1 or name ~* $2 or description ~* $2
            returning id
            """;

        var ids = await db.QueryAsync(
            sql, [person.UserId, person.Mention, ErasedPerson.Placeholder], row => row.GetGuid(0), ct);

        await RewriteAsync(db, [.. (await Group.ListAsync(db, ids, ct)).Select(group => group.AsDocument())], ct);
        return ids.Count;
    }

    async Task RewriteAsync(NpgsqlConnection db, IReadOnlyList<SearchDocument> documents, CancellationToken ct)
    {
        if (documents.Count == 0)
            return;

        var words = await search.ListWordsAsync(db, Surfaces.Groups, [.. documents.Select(d => d.EntityId)], ct);
        await index.BulkUpsertAsync(db, documents, ct);
        await search.ForgetWordsAsync(db, words, ct);
    }
}
