using System.Globalization;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Creates the partitions of the coming months, and drops the expired ones.</summary>
public sealed class AuditRetention
{
    const int MonthsAhead = 3;

    readonly NpgsqlDataSource _dataSource;
    readonly AuditChain _chain;
    readonly AuditOptions _options;
    readonly TimeProvider _time;

    internal AuditRetention(NpgsqlDataSource dataSource, AuditChain chain, AuditOptions options, TimeProvider time) =>
        (_dataSource, _chain, _options, _time) = (dataSource, chain, options, time);

    /// <summary>Creates the missing partitions of this month and the next three.</summary>
    public Task<int> MakePartitionsAsync(CancellationToken ct)
    {
        const string sql = "select audit_make_partitions($1)";

        return _dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [MonthsAhead], row => row.GetInt32(0), ct), ct);
    }

    /// <summary>Drops every month that is older than the retention of its class and completely sealed. The seals stay,
    /// and another seal records the drop.</summary>
    /// <returns>The dropped partitions.</returns>
    public async Task<IReadOnlyList<string>> DropExpiredAsync(CancellationToken ct)
    {
        var dropped = new List<string>();
        foreach (var of in Enum.GetValues<AuditClass>())
        {
            var oldest = DateOnly.FromDateTime((_time.GetUtcNow() - _options.Kept(of)).UtcDateTime);
            foreach (var month in await ListMonthsAsync(of, ct))
                if (month.AddMonths(1) <= oldest && await DropAsync(of, month, ct))
                    dropped.Add($"{of.ToText()} {month:yyyy-MM}");
        }

        return dropped;
    }

    Task<List<DateOnly>> ListMonthsAsync(AuditClass of, CancellationToken ct)
    {
        const string sql = """
            select right(child.relname, 7)
            from pg_inherits i
            join pg_class child on child.oid = i.inhrelid
            where i.inhparent = to_regclass('audit_event_' || $1) and child.relname ~ '_[0-9]{4}_[0-9]{2}$'
            order by 1
            """;

        return _dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [of.ToText()],
                row => DateOnly.ParseExact(row.GetString(0), "yyyy_MM", CultureInfo.InvariantCulture), ct), ct);
    }

    async Task<bool> DropAsync(AuditClass of, DateOnly month, CancellationToken ct)
    {
        const string drop = "select audit_drop_partition($1, $2)";
        await using var db = await _dataSource.OpenConnectionAsync(ct);
        await using var tx = await db.BeginTransactionAsync(ct);
        if (!await IsOverAsync(db, of, month, ct) || !await AuditChain.TryLockAsync(db, ct))
            return false;

        var head = await _chain.CheckedHeadAsync(db, ct);
        var sealedOnes = await AuditDroppedMonths.ListBatchesAsync(db, of.ToText(), month, before: long.MaxValue, ct);
        if (await CountAsync(db, of, month, ct) != sealedOnes.Sum(seal => seal.Count))
            return false; // not completely sealed, or changed after sealing: audit verify shows which

        head = await _chain.AddAsync(db, head, new(
            0, AuditSeal.Retention, of.ToText(), month, default, default, sealedOnes.Sum(seal => seal.Count),
            AuditDroppedMonths.Root(sealedOnes), [], [], [], default, "", []), ct);
        await _chain.StoreAsync(db, head, ct);
        await db.ExecuteAsync(drop, [of.ToText(), month], ct);
        await tx.CommitAsync(ct);
        return true;
    }

    static Task<long> CountAsync(NpgsqlConnection db, AuditClass of, DateOnly month, CancellationToken ct)
    {
        const string sql = "select audit_count($1, $2)";

        return db.FindAsync(sql, [of.ToText(), month], row => row.GetInt64(0), ct);
    }

    // Never sooner than the owner's table allows; the configuration can only extend it.
    static Task<bool> IsOverAsync(NpgsqlConnection db, AuditClass of, DateOnly month, CancellationToken ct)
    {
        const string sql = "select audit_is_over($1, $2)";

        return db.FindAsync(sql, [of.ToText(), month], row => row.GetBoolean(0), ct);
    }
}
