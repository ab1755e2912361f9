using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Seals what has been written: batches of events that cannot change unseen any more.</summary>
/// <remarks>Only events below the oldest running transaction are taken, in the order of transaction and id, so that one
/// which commits late is never passed over. Safe to run on every node at once: one works, the others do nothing.
/// </remarks>
public sealed class AuditSealer
{
    const int BatchSize = 1_000;

    readonly NpgsqlDataSource _dataSource;
    readonly AuditChain _chain;
    readonly AuditAnchor _anchor;

    internal AuditSealer(NpgsqlDataSource dataSource, AuditChain chain, AuditAnchor anchor) =>
        (_dataSource, _chain, _anchor) = (dataSource, chain, anchor);

    /// <summary>Seals everything that is closed, and signs how far it has come.</summary>
    /// <returns>How many events were sealed; null where another node is at it.</returns>
    /// <exception cref="AuditBrokenException">The end of the chain is not genuine; nothing was added to it.</exception>
    public async Task<int?> SealAsync(CancellationToken ct)
    {
        for (var total = 0; ;)
        {
            if (await SealBatchAsync(ct) is not { } count)
                return total > 0 ? total : null;
            total += count;
            if (count < BatchSize)
                return total;
        }
    }

    async Task<int?> SealBatchAsync(CancellationToken ct)
    {
        await using var db = await _dataSource.OpenConnectionAsync(ct);
        await using var tx = await db.BeginTransactionAsync(ct);
        if (!await AuditChain.TryLockAsync(db, ct))
            return null;

        var head = await _chain.CheckedHeadAsync(db, ct);
        _anchor.Check(head);
        var rows = await AuditStore.ListClosedAsync(db, head.Last, BatchSize, ct);
        foreach (var batch in rows.GroupBy(row => (row.Class, row.Month)))
            head = await _chain.AddBatchAsync(db, head, [.. batch], ct);
        if (rows.Count > 0)
            head = head with { Last = new(rows[^1].Xid, rows[^1].Id) };
        head = await _chain.StoreAsync(db, head, ct);
        await tx.CommitAsync(ct);

        _anchor.Add(head);
        return rows.Count;
    }
}
