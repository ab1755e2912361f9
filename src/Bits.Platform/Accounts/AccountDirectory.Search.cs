using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

public sealed partial class AccountDirectory
{
    // By the parameters 2 to 5: the conditions of an AccountSelection.
    const string IsSelected = """
        disabled_at is null and client_id is null
          and ($2::int is null or batch >= $2) and ($3::int is null or batch <= $3)
          and (cardinality($4::text[]) = 0 or campus = any($4)) and (cardinality($5::text[]) = 0 or primary_role = any($5))
        """;

    /// <summary>Returns those of the accounts whose names match.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="ids">The accounts.</param>
    /// <param name="words">A query by <c>to_tsquery</c> over the words of the name, such as <c>ash:* &amp; rao:*</c>.</param>
    /// <param name="ct">Stops the query.</param>
    internal static async Task<IReadOnlySet<Guid>> ListMatchingAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, string words, CancellationToken ct)
    {
        const string sql = """
            select id
            from accounts_user
            where id = any($1) and to_tsvector('simple', name) @@ to_tsquery('simple', $2)
            """;

        return (await db.QueryAsync(sql, [ids.ToArray(), words], row => row.GetGuid(0), ct)).ToHashSet();
    }

    /// <summary>Lists a page of the selected people with an enabled account, by id.</summary>
    internal static Task<List<Guid>> ListAsync(
        NpgsqlConnection db, AccountSelection selection, Guid? after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select id
            from accounts_user
            where id > $1 and {IsSelected}
            order by id
            limit $6
            """;

        return db.QueryAsync(
            sql,
            [after ?? Guid.Empty, selection.FromBatch, selection.ToBatch, selection.Campuses.ToArray(), selection.RoleWords, limit],
            row => row.GetGuid(0), ct);
    }

    /// <summary>Counts the selected people with an enabled account, up to a limit.</summary>
    internal static Task<long> CountAsync(NpgsqlConnection db, AccountSelection selection, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select count(*) from (select from accounts_user where id > $1 and {IsSelected} limit $6) as counted
            """;

        return db.FindAsync(
            sql,
            [Guid.Empty, selection.FromBatch, selection.ToBatch, selection.Campuses.ToArray(), selection.RoleWords, limit],
            row => row.GetInt64(0), ct);
    }

    /// <summary>Returns those of the accounts that are selected and enabled.</summary>
    internal static async Task<IReadOnlySet<Guid>> ListSelectedAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, AccountSelection selection, CancellationToken ct)
    {
        const string sql = $"""
            select id
            from accounts_user
            where id = any($1) and {IsSelected}
            """;

        return (await db.QueryAsync(
            sql, [ids.ToArray(), selection.FromBatch, selection.ToBatch, selection.Campuses.ToArray(), selection.RoleWords],
            row => row.GetGuid(0), ct)).ToHashSet();
    }
}
