using Bits.Search.Reports;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

public sealed partial class SearchMaintenance
{
    /// <summary>Forgets what a user did: their signals, what was recommended to them, and what they asked for under their id
    /// as <see cref="SearchQuery.Caller"/>. What they wrote is in the index as long as its owner keeps it there.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="userId">Who.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How many rows went.</returns>
    public async Task<int> ForgetUserAsync(NpgsqlConnection db, Guid userId, CancellationToken ct = default)
    {
        const string signals = "delete from search_signal where user_id = $1";
        const string candidates = "delete from search_candidate where user_id = $1";
        const string queries = "delete from search_query where asked_by = $1";

        var askedBy = QueryLog.Hash(await QueryLog.KeyAsync(db, ct).ConfigureAwait(false), $"{userId}");
        return await db.ExecuteAsync(signals, [userId], ct).ConfigureAwait(false)
            + await db.ExecuteAsync(candidates, [userId], ct).ConfigureAwait(false)
            + await db.ExecuteAsync(queries, [askedBy], ct).ConfigureAwait(false);
    }
}
