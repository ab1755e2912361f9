using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

public sealed partial class AccountDirectory
{
    /// <summary>Returns the names of accounts by id; omits unknown ids.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ListNamesAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct) => (await NamesQuery(ids).ReadAsync(db, ct))!;

    /// <summary>Returns the query for the same names; for a round trip with another statement.</summary>
    public BatchedQuery<IReadOnlyDictionary<Guid, string>> NamesQuery(IEnumerable<Guid> ids)
    {
        const string sql = """
            select coalesce(array_agg(id), '{}'), coalesce(array_agg(name), '{}') from accounts_user where id = any($1)
            """;

        return new(
            sql, [ids.Distinct().ToArray()],
            row => row.GetFieldValue<Guid[]>(0).Zip(row.GetFieldValue<string[]>(1)).ToDictionary(name => name.First, name => name.Second));
    }

    /// <summary>Returns the years of graduation of accounts by id; omits unknown ids.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, int?>> ListBatchesAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = "select id, batch from accounts_user where id = any($1)";

        return (await db.QueryAsync(sql, [ids.ToArray()], row => (row.GetGuid(0), row.Nullable<int>(1)), ct)).ToDictionary();
    }
}
