using Bits.Platform.Privacy;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Exports and erases the groups that a person created, and their notification levels. The name of a group belongs
/// to its members and stays; the creator's description, question and topics are erased.</summary>
sealed class GroupData(Indexer index, SearchMaintenance search) : IPersonalData
{
    public string Part => "groups";

    public IReadOnlyList<string> Tables => ["groups_group", "groups_notification_level"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string founded = """
            select id, kind, slug, name, description, visibility, join_question, topics, created_at
            from groups_group
            where created_by = $1
            order by created_at, id
            """;
        const string levels = "select group_id, level from groups_notification_level where user_id = $1 order by group_id";

        return new
        {
            Founded = await db.QueryAsync(founded, [userId], PersonalRow.Read, ct),
            NotificationLevels = await db.QueryAsync(levels, [userId], PersonalRow.Read, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct) =>
        await RedactGroupsAsync(db, person, ct)
        + await db.ExecuteAsync("delete from groups_notification_level where user_id = $1", [person.UserId], ct);

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
                join_question = case
                    when created_by = $1 then null
                    when join_question ~* $2 then left(regexp_replace(join_question, $2, $3, 'gi'), 500)
                    else join_question
                end,
                topics = case
                    when created_by = $1 then '{}'
                    else array(select left(regexp_replace(topic, $2, $3, 'gi'), 40) from unnest(topics) as t (topic))
                end,
                created_by = nullif(created_by, $1)
            where created_by = $1 or name ~* $2 or description ~* $2 or join_question ~* $2 or array_to_string(topics, ' ') ~* $2
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
