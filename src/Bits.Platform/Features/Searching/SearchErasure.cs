using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Searching;

/// <summary>Forgets what somebody searched for and did with what they found. Other features ask here.</summary>
public sealed class SearchErasure(SearchMaintenance maintenance)
{
    /// <summary>Forgets it, in the caller's transaction: saved searches, signals, recommendations, lines of the query log.
    /// </summary>
    public async Task ForgetAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "delete from saved_search where user_id = $1";

        await db.ExecuteAsync(sql, [userId], ct);
        await maintenance.ForgetUserAsync(db, userId, ct);
    }
}
