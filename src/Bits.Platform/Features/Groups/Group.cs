using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>What a group is: one that people found, or a chapter of the alumni.</summary>
public enum GroupKind
{
    /// <summary>Founded by its members.</summary>
    Interest,

    /// <summary>An alumni chapter.</summary>
    Chapter,
}

/// <summary>A group.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Interest group or chapter.</param>
/// <param name="Slug">Its name in addresses, unique; a chapter has none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Visibility">Who reads it and who may join.</param>
public sealed record Group(
    Guid Id, GroupKind Kind, string? Slug, string Name, string Description, ScopeVisibility Visibility)
{
    /// <summary>The scope of its memberships.</summary>
    public Scope Scope => Kind == GroupKind.Chapter ? Scope.Chapter(Id) : Scope.Group(Id);

    /// <summary>Who may find what is posted in it.</summary>
    public IReadOnlyCollection<AudienceTag> PostAudience =>
        Visibility == ScopeVisibility.Public ? [AudienceTag.Institute] : [new(Scope.ToString())];

    /// <summary>The group itself, as everybody may find it.</summary>
    public SearchDocument AsDocument() => new(Surfaces.Groups, Id.ToString(), Name, Description, [AudienceTag.Institute]);

    /// <summary>The group with this id, or null.</summary>
    public static Task<Group?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct) =>
        Ask(id, group => group).AskAsync(db, ct);

    /// <summary>What to ask for something of the group with this id.</summary>
    public static Question<T> Ask<T>(Guid id, Func<Group, T> of)
    {
        const string sql = """
            select id, kind, slug, name, description, visibility
            from groups_group
            where id = $1
            """;

        return new(sql, [id], row => of(Read(row)));
    }

    /// <summary>A page of all groups, by id.</summary>
    public static Task<List<Group>> ListAsync(NpgsqlConnection db, Guid after, int limit, CancellationToken ct)
    {
        const string sql = """
            select id, kind, slug, name, description, visibility
            from groups_group
            where id > $1
            order by id limit $2
            """;

        return db.QueryAsync(sql, [after, limit], Read, ct);
    }

    /// <summary>The groups with these ids.</summary>
    public static Task<List<Group>> ListAsync(NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = """
            select id, kind, slug, name, description, visibility
            from groups_group
            where id = any($1)
            """;

        return db.QueryAsync(sql, [ids.ToArray()], Read, ct);
    }

    /// <summary>The group with this id, which the pipeline has just found.</summary>
    public static async Task<Group> GetAsync(NpgsqlConnection db, Guid id, CancellationToken ct) =>
        await FindAsync(db, id, ct) ?? throw new InvalidOperationException($"Group {id} is gone.");

    /// <summary>The names of groups and chapters, by id; an id that none has is left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> ListNamesAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = "select id, name from groups_group where id = any($1)";

        return (await db.QueryAsync(sql, [ids.Distinct().ToArray()], row => (row.GetGuid(0), row.GetString(1)), ct)).ToDictionary();
    }

    static Group Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Kind: Enum.Parse<GroupKind>(row.GetString(1), ignoreCase: true),
        Slug: row.NullableString(2),
        Name: row.GetString(3),
        Description: row.GetString(4),
        Visibility: Enum.Parse<ScopeVisibility>(row.GetString(5), ignoreCase: true));
}
