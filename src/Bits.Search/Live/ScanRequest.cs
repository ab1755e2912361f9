using Bits.Search.Paths;
using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>What is wanted of the segments of a view.</summary>
/// <param name="Plan">The words.</param>
/// <param name="Group">Every clause, or some.</param>
/// <param name="Version">The version of the view.</param>
/// <param name="Visible">Which documents the caller may see.</param>
/// <param name="Near">Which have affinity.</param>
/// <param name="WrittenBefore">What was written since is left out; null for everything.</param>
/// <param name="Hidden">Documents that the caller's own transaction has changed; null for none.</param>
sealed record ScanRequest(
    QueryPlan Plan, MatchGroup Group, int Version, AudienceSet Visible, AudienceSet Near, WrittenBefore? WrittenBefore,
    HashSet<long>? Hidden);

/// <summary>The read point of a walk, read once.</summary>
sealed class WrittenBefore(ReadPoint point)
{
    readonly PgSnapshot _snapshot = PgSnapshot.Parse(point.Snapshot);

    /// <summary>Whether the document was written before.</summary>
    public bool Sees(in DocumentRow document) =>
        document.UpdatedAt < point.Time - ReadPoint.Horizon || _snapshot.Sees(document.ChangedXid);
}
