using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Seals written events, in batches that cannot change unseen any more.</summary>
/// <remarks>Takes only events below the oldest running transaction, ordered by transaction and id, so that it never
/// skips a late commit. Safe on every node at once: one works, the others do nothing.</remarks>
public sealed class AuditSealer
{
    const int BatchSize = 1_000;

    readonly NpgsqlDataSource _dataSource;
    readonly AuditChain _chain;
    readonly AuditAnchor _anchor;

    internal AuditSealer(NpgsqlDataSource dataSource, AuditChain chain, AuditAnchor anchor) =>
        (_dataSource, _chain, _anchor) = (dataSource, chain, anchor);

    /// <summary>Seals all events below the oldest running transaction, and signs the new end.</summary>
    /// <returns>The number of sealed events; null while another node seals.</returns>
    /// <exception cref="AuditBrokenException">The end of the chain is not genuine; nothing was appended.</exception>
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
