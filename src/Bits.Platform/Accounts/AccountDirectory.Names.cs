using Bits.Platform.Rpc;
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
}
