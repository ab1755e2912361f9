using Bits.Search.Live.Follow;
using Bits.Search.Live.Segments;
using Bits.Search.Paths;
using Bits.Search.Ranking;

namespace Bits.Search.Live.Scan;

/// <summary>Describes a scan of the segments of a view.</summary>
/// <param name="Plan">The plan of the query.</param>
/// <param name="Group">Every clause, or some.</param>
/// <param name="Version">The version of the view.</param>
/// <param name="Visible">The audiences that the caller may see.</param>
/// <param name="Affine">The audiences with affinity.</param>
/// <param name="ExcludedAuthors">The authors whose documents are left out; null for none.</param>
/// <param name="WrittenBefore">The mark after which the scan ignores documents; null for no limit.</param>
/// <param name="Hidden">The documents that the caller's own transaction has changed; null without changes.</param>
sealed record ScanRequest(
    QueryPlan Plan, MatchGroup Group, int Version, NumberSet Visible, NumberSet Affine, NumberSet? ExcludedAuthors,
    WrittenBefore? WrittenBefore, HashSet<long>? Hidden);

/// <summary>Holds the parsed mark of the first page.</summary>
sealed class WrittenBefore(SnapshotMark point)
{
    readonly PgSnapshot _snapshot = PgSnapshot.Parse(point.Snapshot);

    /// <summary>Returns whether the document was written before the mark.</summary>
    public bool Sees(in DocumentRow document) =>
        document.UpdatedAt < point.Time - SnapshotMark.Horizon || _snapshot.Sees(document.ChangedXid);
}
