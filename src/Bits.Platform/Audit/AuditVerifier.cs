using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Something that is not as it was sealed.</summary>
/// <param name="Where">The seal or the event.</param>
/// <param name="What">What is wrong with it.</param>
public sealed record AuditProblem(string Where, string What);

/// <summary>What a verification found.</summary>
/// <param name="Seals">How many seals were checked.</param>
/// <param name="Events">How many events were compared with them.</param>
/// <param name="Unsealed">How many events wait for their seal.</param>
/// <param name="Erased">How many events have lost their personal part to an erasure.</param>
/// <param name="CheckedAt">When the sealing was last at work; null for never.</param>
/// <param name="Problems">What is wrong, the first in the order of the chain first; at most 100.</param>
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

    /// <summary>Verifies everything. Reads only; safe beside a running platform.</summary>
    /// <param name="anchorFile">A file of <c>Audit:AnchorFile</c>; with it a chain is found that was cut off together
    /// with its head. Null to do without.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<AuditReport> VerifyAsync(string? anchorFile, CancellationToken ct)
    {
        await using var db = await _dataSource.OpenConnectionAsync(ct);
        await using var tx = await db.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var walk = new AuditWalk(
            db, _keys, await AuditGivenUp.ReadAsync(db, _keys, ct), await AuditErasures.ReadAsync(db, ct));

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
            walk.Report("head", $"The anchor file knows seal {anchor.Seq}, which is not in the chain: its end was cut off.");
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
