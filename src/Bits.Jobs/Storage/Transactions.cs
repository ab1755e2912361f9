using System.Data;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Whether a connection has a transaction: Npgsql says so only when another one is begun.</summary>
static class Transactions
{
    /// <summary>Begins a transaction; null where the caller has begun one.</summary>
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
