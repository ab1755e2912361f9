using Bits.Search.Live.Follow;
using Bits.Search.Live.Segments;
using Bits.Search.Paths;
using Bits.Search.Ranking;

namespace Bits.Search.Live.Scan;

/// <summary>All documents as one caller sees them in one snapshot.</summary>
/// <param name="SegmentSet">The committed documents.</param>
/// <param name="Audiences">The numbers of audiences that the documents use.</param>
/// <param name="Authors">The numbers of the authors of the documents.</param>
/// <param name="SnapshotMark">The mark of the snapshot.</param>
/// <param name="Own">The changes of this caller's own transaction; null without changes.</param>
sealed record IndexSnapshot(
    SegmentSet SegmentSet, Audiences Audiences, Authors Authors, SnapshotMark SnapshotMark, OwnChanges? Own)
{
    /// <summary>Returns whether the index can answer the query. It stores no positions, so it cannot answer phrases.</summary>
    public static bool CanAnswer(PathQuery query) => QueryPlan.CanAnswer(query.Query);

    /// <summary>Returns whether the documents are the same as those of a snapshot of this process.</summary>
    public bool HasDocumentsOf(IndexSnapshot other) =>
        SegmentSet.Version == other.SegmentSet.Version && Audiences == other.Audiences && Own is null && other.Own is null;

    /// <summary>Returns the best documents after a place.</summary>
    public PathPage Find(PathQuery query)
    {
        var target = new BestTarget(query.Limit, query.After);
        Scan(query, target);
        return new(target.ToList(), IsComplete: true, SnapshotMark);
    }

    /// <summary>Counts the matches by surface.</summary>
    public IReadOnlyDictionary<string, int> Count(PathQuery query, int cap)
    {
        var target = new CountTarget(cap, Audiences, query.Surfaces?.Length ?? Audiences.SurfaceCount);
        Scan(query, target);
        return target.Counts;
    }

    /// <summary>Returns whether a document may have been written since a mark.</summary>
    public bool MayHaveNew(SnapshotMark since)
    {
        var seen = PgSnapshot.Parse(since.Snapshot);
        return Own is not null || SegmentSet.Segments.Any(segment => segment.NewestXid >= seen.Xmin);
    }

    // Starts with the largest segment: its hits raise the minimum rank for the smaller ones.
    void Scan(PathQuery query, ScanTarget target)
    {
        var request = new ScanRequest(
            new QueryPlan(query.Query, SegmentSet.Averages), query.Group, SegmentSet.Version,
            Audiences.Matching(query.AudienceTags, query.Surfaces), Audiences.Matching(query.AffinityTags, surfaces: null),
            Authors.Matching(query.ExcludedAuthors),
            query.SnapshotMark is { } point && query.After is not null ? new(point) : null, Own?.Ids);

        foreach (var segment in SegmentSet.Segments.OrderByDescending(segment => segment.Count))
            SegmentScan.Run(segment, request, target);
        if (Own is not null)
            SegmentScan.Run(Own.Documents, request with { Hidden = null }, target);
    }
}

/// <summary>The documents that one caller sees differently.</summary>
/// <param name="Documents">The documents that exist for this caller.</param>
/// <param name="Ids">The ids of those documents and of the deleted ones.</param>
sealed record OwnChanges(Segment Documents, HashSet<long> Ids)
{
    /// <summary>Builds the changes from the result of the caller's statement.</summary>
    public static OwnChanges? Of(IReadOnlyCollection<DocumentChange> changes, AverageLengths averages) => changes.Count == 0
        ? null
        : new(LiveDocuments.Build(changes, averages), [.. changes.Select(change => change.Id)]);
}
