using System.Data;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Begins transactions on connections that may have one: Npgsql tells only by an exception.</summary>
static class Transactions
{
    /// <summary>Begins a transaction; returns null if the caller has begun one.</summary>
    public static async Task<NpgsqlTransaction?> TryBeginAsync(this NpgsqlConnection db, CancellationToken ct)
    {
        try
        {
            return await db.BeginTransactionAsync(ct).ConfigureAwait(false);
        }
        catch (InvalidOperationException) when (db.FullState.HasFlag(ConnectionState.Open))
        {
            return null;
        }
    }
}
