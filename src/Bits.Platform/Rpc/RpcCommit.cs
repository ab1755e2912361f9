using Bits.Platform.Audit;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>The end of a write: its event, its answer under its key, the commit, and the moment of it, in one round trip.
/// </summary>
static class RpcCommit
{
    // Asked behind the commit: what is before it in the log cannot be missing where this position has been replayed.
    const string Moment = "select pg_current_wal_insert_lsn()::text";

    /// <summary>Commits the transaction of the connection.</summary>
    /// <param name="db">With the transaction open.</param>
    /// <param name="e">The event; null where nothing changed.</param>
    /// <param name="answer">The answer to keep, with whose key it is kept under; null for none.</param>
    /// <returns>What a later read must be able to see.</returns>
    /// <remarks>Not to be cancelled: whether a commit that was broken off has happened is not known.</remarks>
    public static async Task<CommitToken> CommitAsync(
        NpgsqlConnection db, AuditEvent? e, (Guid UserId, string Key, string Kept)? answer)
    {
        await using var batch = new NpgsqlBatch(db);
        // Fails where the transaction has failed already: a commit alone would roll back without a word.
        Add(batch, "select 1", []);
        if (e is not null)
            Add(batch, AuditWriter.InsertSql, e.Row());
        if (answer is { } a)
            Add(batch, IdempotencyKeys.StoreSql, [a.UserId, a.Key, a.Kept]);
        Add(batch, "commit", []);
        Add(batch, Moment, []);

        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        return new(reader.GetString(0));
    }

    static void Add(NpgsqlBatch batch, [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, object?[] args)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddAll(args);
        batch.BatchCommands.Add(command);
    }
}
