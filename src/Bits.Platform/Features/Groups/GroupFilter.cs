using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Selects groups by what they are; lists them by name, in the order of the letters' numbers.</summary>
/// <param name="Kind">The kind; null for all.</param>
/// <param name="IsArchived">Archived ones instead of active ones.</param>
/// <param name="Words">A text query over the names; null for all.</param>
/// <param name="Topic">A topic; null for all.</param>
sealed record GroupFilter(GroupKind? Kind, bool IsArchived, string? Words, string? Topic)
{
    /// <summary>A place in the list: after this name and id.</summary>
    public readonly record struct Place(string Name, Guid Id);

    /// <summary>Lists a page of these groups.</summary>
    public Task<List<(Group Group, Place Place)>> ListOfAsync(
        NpgsqlConnection db, Guid[] ids, Place? after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {Group.Columns}, lower(g.name)
            from groups_group g
            where g.id = any($1) and (g.archived_at is not null) = $2
              and ($3::text is null or g.kind = $3)
              and ($4::text is null or to_tsvector('simple', g.name) @@ to_tsquery('simple', $4))
              and ($5::text is null or g.topics @> array[$5])
              and (lower(g.name) collate "C", g.id) > ($6 collate "C", $7)
            order by lower(g.name) collate "C", g.id
            limit $8
            """;

        return db.QueryAsync(
            sql, [ids, IsArchived, KindText, Words, Topic, after?.Name ?? "", after?.Id ?? Guid.Empty, limit], Read, ct);
    }

    /// <summary>Lists a page of the groups that a user sees.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="mine">Those of which the user is a member; of archived groups, the user sees only these.</param>
    /// <param name="invited">Those into which the user is invited; a secret group is visible among these and
    /// <paramref name="mine"/>.</param>
    /// <param name="except">Those to omit.</param>
    /// <param name="after">The place after which the page begins; null for the first page.</param>
    /// <param name="limit">The page size.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<List<(Group Group, Place Place)>> ListVisibleAsync(
        NpgsqlConnection db, Guid[] mine, Guid[] invited, Guid[] except, Place? after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {Group.Columns}, lower(g.name)
            from groups_group g
            where (g.visibility <> 'secret' or g.id = any($1::uuid[] || $2::uuid[])) and g.id <> all($3)
              and (g.archived_at is not null) = $4 and (g.archived_at is null or g.id = any($1))
              and ($5::text is null or g.kind = $5)
              and ($6::text is null or to_tsvector('simple', g.name) @@ to_tsquery('simple', $6))
              and ($7::text is null or g.topics @> array[$7])
              and (lower(g.name) collate "C", g.id) > ($8 collate "C", $9)
            order by lower(g.name) collate "C", g.id
            limit $10
            """;

        return db.QueryAsync(
            sql,
            [mine, invited, except, IsArchived, KindText, Words, Topic, after?.Name ?? "", after?.Id ?? Guid.Empty, limit],
            Read, ct);
    }

    string? KindText => Kind is { } kind ? kind.ToText() : null;

    static (Group, Place) Read(NpgsqlDataReader row) => (Group.Read(row), new(row.GetString(13), row.GetGuid(0)));
}
