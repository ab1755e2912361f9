using Bits.Platform.Auth;
using Bits.Platform.Texts;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Finds chapters by name and creates missing ones. Other parts use it instead of the table.</summary>
public sealed class ChapterDirectory(Indexer index)
{
    /// <summary>Creates the missing chapters, and returns the id of each.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="names">The names; compares them without case and width of gaps, as the database does.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id by each given name, and the names of the new chapters.</returns>
    public async Task<(IReadOnlyDictionary<string, Guid> Ids, IReadOnlyList<string> Created)> EnsureAsync(
        NpgsqlConnection db, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        const string sql = """
            select n.name, g.id
            from unnest($1::text[]) as n (name)
            join groups_group g on g.kind = 'chapter' and lower(g.name) = lower(n.name)
            """;

        var distinct = names.Select(TextRules.Canonical).Distinct().ToArray();
        var created = await InsertAsync(db, distinct, ct);
        var ids = (await db.QueryAsync(sql, [distinct], row => (row.GetString(0), row.GetGuid(1)), ct)).ToDictionary();

        return (names.Distinct().ToDictionary(name => name, name => ids[TextRules.Canonical(name)]), created);
    }

    /// <summary>Returns all chapters by canonical name, compared without case.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> ListAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select name, id from groups_group where kind = 'chapter' order by created_at, id";

        var chapters = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, id) in await db.QueryAsync(sql, [], row => (row.GetString(0), row.GetGuid(1)), ct))
            chapters.TryAdd(TextRules.Canonical(name), id);

        return chapters;
    }

    async Task<IReadOnlyList<string>> InsertAsync(NpgsqlConnection db, string[] names, CancellationToken ct)
    {
        const string sql = """
            insert into groups_group (id, kind, name, description, visibility, join_policy, created_at)
            select id, 'chapter', name, 'The alumni chapter of ' || name || '.', 'public', 'open', now()
            from unnest($1::uuid[], $2::text[]) as n (id, name)
            order by lower(name)
            on conflict do nothing
            returning id, name, description, created_at
            """;

        var ids = names.Select(_ => Guid.CreateVersion7()).ToArray();
        var created = await db.QueryAsync(
            sql, [ids, names],
            row => new Group(
                row.GetGuid(0), GroupKind.Chapter, Slug: null, row.GetString(1), row.GetString(2),
                ScopeVisibility.Public, row.GetFieldValue<DateTimeOffset>(3)), ct);

        await index.BulkUpsertAsync(db, [.. created.Select(chapter => chapter.AsDocument())], ct);
        return [.. created.Select(chapter => chapter.Name)];
    }
}
