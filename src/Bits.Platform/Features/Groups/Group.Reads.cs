using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

public sealed partial record Group
{
    // The columns that Read reads, in its order.
    internal const string Columns = """
        g.id, g.kind, g.slug, g.name, g.description, g.visibility, g.created_at, g.join_policy, g.join_question, g.topics, g.color,
        g.version, g.archived_at
        """;

    const string Select = $"select {Columns} from groups_group g";

    /// <summary>Finds the group with this id.</summary>
    public static Task<Group?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"{Select} where g.id = $1";

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>Finds the group with this slug.</summary>
    public static Task<Group?> FindBySlugAsync(NpgsqlConnection db, string slug, CancellationToken ct) =>
        SlugQuery(slug, group => group).ReadAsync(db, ct);

    /// <summary>Returns the query for the group with this slug.</summary>
    public static BatchedQuery<T> SlugQuery<T>(string slug, Func<Group, T> of)
    {
        const string sql = $"{Select} where g.slug = $1";

        return new(sql, [slug], row => of(Read(row)));
    }

    /// <summary>Returns the query for the facts of the group with this id. For a missing group the database answers with a row of
    /// the same form: reading one takes time, and would tell outsiders that a secret group exists.</summary>
    public static BatchedQuery<ScopeFacts?> FactsQuery(Guid id, Func<ScopeFacts, ScopeFacts?> of)
    {
        const string sql = """
            select k.id, coalesce(g.kind, 'interest'), coalesce(g.visibility, 'secret'), g.archived_at is not null, g.id is not null
            from (values ($1::uuid)) as k (id)
            left join groups_group g on g.id = k.id
            """;

        return new(sql, [id], row => ReadFacts(row) is (var facts, true) ? of(facts) : null);
    }

    /// <summary>Returns the query for the group with this id, which stays as read until the transaction ends.</summary>
    public static BatchedQuery<T> SharedQuery<T>(Guid id, Func<Group, T> of)
    {
        const string sql = $"{Select} where g.id = $1 for share";

        return new(sql, [id], row => of(Read(row)));
    }

    /// <summary>Returns the same query by slug.</summary>
    public static BatchedQuery<T> SharedSlugQuery<T>(string slug, Func<Group, T> of)
    {
        const string sql = $"{Select} where g.slug = $1 for share";

        return new(sql, [slug], row => of(Read(row)));
    }

    static Scope ScopeOf(GroupKind kind, Guid id) => kind == GroupKind.Chapter ? Scope.Chapter(id) : Scope.Group(id);

    static (ScopeFacts Facts, bool Exists) ReadFacts(NpgsqlDataReader row)
    {
        var (id, kind) = (row.GetGuid(0), EnumText.Parse<GroupKind>(row.GetString(1)));
        return (
            new(ScopeOf(kind, id), EnumText.Parse<ScopeVisibility>(row.GetString(2))) { IsArchived = row.GetBoolean(3) },
            row.GetBoolean(4));
    }

    /// <summary>Lists a page of all groups, by id.</summary>
    public static Task<List<Group>> ListAsync(NpgsqlConnection db, Guid after, int limit, CancellationToken ct)
    {
        const string sql = $"{Select} where g.id > $1 order by g.id limit $2";

        return db.QueryAsync(sql, [after, limit], Read, ct);
    }

    /// <summary>Lists the groups with these ids.</summary>
    public static Task<List<Group>> ListAsync(NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = $"{Select} where g.id = any($1)";

        return db.QueryAsync(sql, [ids.ToArray()], Read, ct);
    }

    /// <summary>Gets the group with this id, which the pipeline has just found.</summary>
    public static async Task<Group> GetAsync(NpgsqlConnection db, Guid id, CancellationToken ct) =>
        await FindAsync(db, id, ct) ?? throw new InvalidOperationException($"Group {id} no longer exists.");

    /// <summary>Gets the group of a scope, which the pipeline has just found.</summary>
    public static Task<Group> GetAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        GetAsync(db, Guid.Parse(scope.Id), ct);

    /// <summary>Gets the group of a scope and locks it: other changes, posts and joins wait until the transaction ends.</summary>
    internal static async Task<Group> LockAsync(NpgsqlConnection db, Scope scope, CancellationToken ct)
    {
        const string sql = $"{Select} where g.id = $1 for no key update";

        return await db.FindAsync(sql, [Guid.Parse(scope.Id)], Read, ct)
            ?? throw new InvalidOperationException($"{scope} no longer exists.");
    }

    /// <summary>Returns the names of groups and chapters by id; omits unknown ids.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> ListNamesAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = "select id, name from groups_group where id = any($1)";

        return (await db.QueryAsync(sql, [ids.Distinct().ToArray()], row => (row.GetGuid(0), row.GetString(1)), ct)).ToDictionary();
    }

    internal static Group Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Kind: EnumText.Parse<GroupKind>(row.GetString(1)),
        Slug: row.NullableString(2),
        Name: row.GetString(3),
        Description: row.GetString(4),
        Visibility: EnumText.Parse<ScopeVisibility>(row.GetString(5)),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(6))
    {
        JoinPolicy = EnumText.Parse<JoinPolicy>(row.GetString(7)),
        JoinQuestion = row.NullableString(8),
        Topics = row.GetFieldValue<string[]>(9),
        Color = EnumText.Parse<GroupColor>(row.GetString(10)),
        Version = row.GetInt32(11),
        ArchivedAt = row.Nullable<DateTimeOffset>(12),
    };
}
