using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>A difference between the log and its seals.</summary>
/// <param name="Where">The seal or the event.</param>
/// <param name="What">The difference.</param>
public sealed record AuditProblem(string Where, string What);

/// <summary>The result of a verification.</summary>
/// <param name="Seals">The number of checked seals.</param>
/// <param name="Events">The number of compared events.</param>
/// <param name="Unsealed">The number of events without a seal so far.</param>
/// <param name="Erased">The number of events without personal part after an erasure.</param>
/// <param name="CheckedAt">The time of the last sealing; null for never.</param>
/// <param name="Problems">The differences in the order of the chain; at most 100.</param>
public sealed record AuditReport(
    long Seals, long Events, long Unsealed, long Erased, DateTimeOffset? CheckedAt, IReadOnlyList<AuditProblem> Problems);

/// <summary>Compares the log with its seals: every byte, every row, the order, and the end.</summary>
public sealed class AuditVerifier
{
    const int PageSize = 100;
    internal const int MaxProblems = 100;

    readonly NpgsqlDataSource _dataSource;
    readonly AuditKeys _keys;
    readonly AuditChain _chain;

    internal AuditVerifier(NpgsqlDataSource dataSource, AuditKeys keys, AuditChain chain) =>
        (_dataSource, _keys, _chain) = (dataSource, keys, chain);

    /// <summary>Verifies the whole log. Reads only; safe beside a running platform.</summary>
    /// <param name="anchorFile">A file of <c>Audit:AnchorFile</c>; it reveals a chain that was cut off together with
    /// its head. Null to skip this check.</param>
    /// <param name="ct">Stops the call.</param>
    public async Task<AuditReport> VerifyAsync(string? anchorFile, CancellationToken ct)
    {
        await using var db = await _dataSource.OpenConnectionAsync(ct);
        await using var tx = await db.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var walk = new AuditWalk(
            db, _keys, await AuditDroppedMonths.ReadAsync(db, _keys, ct), await AuditErasures.ReadAsync(db, ct));

        AuditSeal? last = null;
        while (await AuditStore.ListSealsAsync(db, last?.Seq ?? 0, PageSize, ct) is { Count: > 0 } page)
            foreach (var seal in page)
            {
                await walk.CheckAsync(seal, last, ct);
                last = seal;
            }

        var head = await AuditStore.HeadAsync(db, ct);
        if (_chain.Problem(head, last) is { } broken)
            walk.Report("head", broken);
        if (AuditAnchor.Last(anchorFile) is { } anchor && (anchor.Seq > head.Seq || !await IsThereAsync(db, anchor, ct)))
            walk.Report("head", $"The anchor file lists seal {anchor.Seq}, but the chain does not: its end was cut off.");
        await walk.CheckUncoveredAsync(head, ct);
        walk.CheckErasures();

        return new(
            last?.Seq ?? 0, walk.Events, await CountUnsealedAsync(db, head, ct), walk.Erased,
            head.Seq > 0 || head.KeyId.Length > 0 ? head.CheckedAt : null, walk.Problems);
    }

    static async Task<bool> IsThereAsync(NpgsqlConnection db, (long Seq, string Mac) anchor, CancellationToken ct)
    {
        const string sql = "select exists (select from audit_seal where seq = $1 and mac = decode($2, 'hex'))";

        return await db.FindAsync(sql, [anchor.Seq, anchor.Mac], row => row.GetBoolean(0), ct);
    }

    static Task<long> CountUnsealedAsync(NpgsqlConnection db, AuditHead head, CancellationToken ct)
    {
        const string sql = "select count(*) from audit_event where (xid, id) > ($1::text::xid8, $2)";

        return db.FindAsync(sql, [head.Last.XidText, head.Last.Id], row => row.GetInt64(0), ct);
    }
}
