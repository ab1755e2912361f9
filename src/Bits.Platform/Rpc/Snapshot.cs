using System.Data;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Reads several statements in one snapshot, so that rows of different moments are never combined.</summary>
static class Snapshot
{
    /// <summary>Reads in a snapshot.</summary>
    /// <param name="db">An open connection without a transaction.</param>
    /// <param name="read">Reads.</param>
    /// <param name="ct">Stops the query.</param>
    public static async Task<T> ReadAsync<T>(NpgsqlConnection db, Func<Task<T>> read, CancellationToken ct)
    {
        await using var snapshot = await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var answer = await read();
        await snapshot.CommitAsync(ct);
        return answer;
    }
}
