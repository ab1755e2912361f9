namespace Bits.Search.Paths;

/// <summary>Marks the moment at which the first page was read.</summary>
/// <param name="Snapshot">The committed transactions, as <c>pg_snapshot</c> prints it: <c>xmin:xmax:xip,xip,…</c>.</param>
/// <param name="Time">The time of the database.</param>
sealed record SnapshotMark(string Snapshot, DateTimeOffset Time)
{
    /// <summary>The age up to which transaction ids count: they do not survive a restore into another server.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(1);
}
