using System.Globalization;

namespace Bits.Search.Paths;

/// <summary>The moment at which a walk through pages began.</summary>
/// <param name="Snapshot">What had committed, as <c>pg_snapshot</c> prints it: <c>xmin:xmax:xip,xip,…</c>.</param>
/// <param name="Time">The database's clock.</param>
sealed record ReadPoint(string Snapshot, DateTimeOffset Time)
{
    /// <summary>How far back transaction ids are trusted: they do not survive a restore into another server.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(1);

    /// <summary>Whether a document was written before this moment: in SQL
    /// <c>updated_at &lt; $time - interval '1 day' or pg_visible_in_snapshot(changed_xid, $snapshot)</c>.</summary>
    public bool Sees(ulong changedXid, DateTimeOffset updatedAt) =>
        updatedAt < Time - Horizon || IsVisible(changedXid);

    bool IsVisible(ulong xid)
    {
        var parts = Snapshot.Split(':');
        return xid < Number(parts[0])
            || (xid < Number(parts[1])
                && !parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Any(x => Number(x) == xid));
    }

    static ulong Number(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
