using Npgsql;
using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>Reports a log that differs from its seals; the message names the first difference.</summary>
public sealed class AuditBrokenException(string message) : Exception(message);

/// <summary>Appends seals to the chain. A database lock allows one node at a time.</summary>
sealed class AuditChain(AuditKeys keys, TimeProvider time)
{
    /// <summary>Takes the sealing lock for this transaction; false while another node has it.</summary>
    public static async Task<bool> TryLockAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select pg_try_advisory_xact_lock(hashtextextended('audit.seal.' || current_schema(), 0))";

        return await db.FindAsync(sql, [], row => row.GetBoolean(0), ct);
    }

    /// <summary>Reads and checks the end of the chain: a seal is appended only to a genuine end.</summary>
    /// <exception cref="AuditBrokenException">The head was changed, or the last seal is not the one in the head.</exception>
    public async Task<AuditHead> CheckedHeadAsync(NpgsqlConnection db, CancellationToken ct)
    {
        var head = await AuditStore.HeadAsync(db, ct);
        var last = (await AuditStore.ListSealsAsync(db, head.Seq - 1, 2, ct)) is [.., var seal] ? seal : null;

        return Problem(head, last) is { } problem ? throw new AuditBrokenException(problem) : head;
    }

    /// <summary>Returns what is wrong with the end of the chain; null for a genuine one.</summary>
    public string? Problem(AuditHead head, AuditSeal? last)
    {
        if (head.Seq == 0 && head.KeyId.Length == 0)
            return last is null ? null : "The head of the seals is missing, but there are seals.";
        if (keys.Sign(head.KeyId, head.Digest()) is not { } mac)
            return $"The head is signed with the key {head.KeyId}, which is not among Audit:Keys; add it.";
        if (!mac.AsSpan().SequenceEqual(head.Mac))
            return "The head of the seals was changed.";

        return (last?.Seq ?? 0) == head.Seq && (last?.Mac ?? []).AsSpan().SequenceEqual(head.LastMac)
            ? null
            : $"The last seal should be number {head.Seq}, but it is {last?.Seq ?? 0}: the tail was cut off or changed.";
    }

    /// <summary>Seals events of one class and month, in sealing order.</summary>
    public async Task<AuditHead> AddBatchAsync(
        NpgsqlConnection db, AuditHead head, IReadOnlyList<AuditRow> rows, CancellationToken ct)
    {
        byte[][] leaves = [.. rows.Select(row => row.Leaf())];

        return await AddAsync(db, head, new(
            0, AuditSeal.Batch, rows[0].Class, rows[0].Month, new(rows[0].Xid, rows[0].Id), new(rows[^1].Xid, rows[^1].Id),
            rows.Count, MerkleTree.Root(leaves), [.. rows.Select(row => row.Id)], [.. leaves.SelectMany(leaf => leaf)],
            [], default, "", []), ct);
    }

    /// <summary>Appends a seal to the head and returns the new head, which is not stored yet.</summary>
    public async Task<AuditHead> AddAsync(NpgsqlConnection db, AuditHead head, AuditSeal seal, CancellationToken ct)
    {
        seal = seal with { Seq = head.Seq + 1, Previous = head.LastMac, SealedAt = Now(), KeyId = keys.CurrentId };
        seal = seal with { Mac = keys.Sign(seal.KeyId, seal.Digest())! };
        await AuditStore.InsertAsync(db, seal, ct);

        return head with { Seq = seal.Seq, LastMac = seal.Mac };
    }

    /// <summary>Signs and stores the head.</summary>
    public async Task<AuditHead> StoreAsync(NpgsqlConnection db, AuditHead head, CancellationToken ct)
    {
        head = head with { CheckedAt = Now(), KeyId = keys.CurrentId };
        head = head with { Mac = keys.Sign(head.KeyId, head.Digest())! };
        await AuditStore.UpdateAsync(db, head, ct);

        return head;
    }

    // The database stores microseconds.
    DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
