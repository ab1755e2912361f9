using System.Security.Cryptography;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>The dropped months whose records are genuine: signed, over a month that was old enough, with its count and
/// seals, and without remaining events.</summary>
sealed class AuditDroppedMonths
{
    // The minimum of the database's table, regardless of later changes by the owner.
    static readonly TimeSpan MinAge = TimeSpan.FromDays(30);

    readonly HashSet<(string Class, DateOnly Month)> _months = [];
    readonly Dictionary<long, string> _forged = [];

    /// <summary>Returns whether a month was dropped on purpose.</summary>
    public bool Has(string of, DateOnly month) => _months.Contains((of, month));

    /// <summary>Returns what is wrong with a record; null for a genuine one.</summary>
    public string? Problem(long seq) => _forged.GetValueOrDefault(seq);

    public static async Task<AuditDroppedMonths> ReadAsync(NpgsqlConnection db, AuditKeys keys, CancellationToken ct)
    {
        var droppedMonths = new AuditDroppedMonths();
        foreach (var seal in await ListAsync(db, ct))
            if (await FindProblemAsync(db, seal, ct) is { } problem)
                droppedMonths._forged[seal.Seq] = problem;
            else if (keys.Sign(seal.KeyId, seal.Digest()) is { } mac && mac.AsSpan().SequenceEqual(seal.Mac))
                droppedMonths._months.Add((seal.Class, seal.Month));

        return droppedMonths;
    }

    static async Task<string?> FindProblemAsync(NpgsqlConnection db, AuditSeal seal, CancellationToken ct)
    {
        var (batches, left) = (await ListBatchesAsync(db, seal, ct), await CountAsync(db, seal, ct));
        var name = $"{seal.Class} {seal.Month:yyyy-MM}";
        if (left > 0)
            return $"It says that {name} was dropped, but {left} events of that month remain.";
        if (seal.SealedAt < new DateTimeOffset(seal.Month.AddMonths(1), default, default) + MinAge)
            return $"It says that {name} was dropped, but that month was not {MinAge.Days} days old.";

        return batches.Sum(batch => batch.Count) == seal.Count && Root(batches).AsSpan().SequenceEqual(seal.Root)
            ? null
            : $"It says that {name} was dropped, but names other seals than those of that month.";
    }

    /// <summary>Returns the seals that a record of a month lists.</summary>
    public static byte[] Root(IEnumerable<(long Count, byte[] Mac)> batches) =>
        SHA256.HashData([.. batches.SelectMany(batch => batch.Mac)]);

    /// <summary>Lists the seals of a month's events, up to a number.</summary>
    public static Task<List<(long Count, byte[] Mac)>> ListBatchesAsync(
        NpgsqlConnection db, string of, DateOnly month, long before, CancellationToken ct)
    {
        const string sql = """
            select count, mac
            from audit_seal
            where kind = 'batch' and class = $1 and month = $2 and seq < $3
            order by seq
            """;

        return db.QueryAsync(sql, [of, month, before], row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)), ct);
    }

    static Task<List<(long Count, byte[] Mac)>> ListBatchesAsync(
        NpgsqlConnection db, AuditSeal seal, CancellationToken ct) =>
        ListBatchesAsync(db, seal.Class, seal.Month, seal.Seq, ct);

    static Task<long> CountAsync(NpgsqlConnection db, AuditSeal seal, CancellationToken ct)
    {
        const string sql = "select audit_count($1, $2)";

        return db.FindAsync(sql, [seal.Class, seal.Month], row => row.GetInt64(0), ct);
    }

    static Task<List<AuditSeal>> ListAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select seq, kind, class, month, first_xid::text, first_id, last_xid::text, last_id, count, root,
                   leaf_ids, leaf_hashes, previous, sealed_at, key_id, mac
            from audit_seal
            where kind = 'retention'
            order by seq
            """;

        return db.QueryAsync(sql, [], AuditSeal.Read, ct);
    }
}
