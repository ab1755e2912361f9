using Bits.Search.Paths;
using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>All documents as one caller sees them at one moment.</summary>
/// <param name="View">What had committed.</param>
/// <param name="Audiences">What its documents are numbered by.</param>
/// <param name="ReadPoint">The moment.</param>
/// <param name="Own">What has changed for this caller alone; null for nothing.</param>
sealed record LiveMoment(LiveView View, Audiences Audiences, ReadPoint ReadPoint, OwnChanges? Own)
{
    /// <summary>Whether it has what the query asks for; it keeps no positions.</summary>
    public static bool CanAnswer(PathQuery query) => QueryPlan.CanAnswer(query.Query);

    /// <summary>The best documents after a place.</summary>
    public PathPage Find(PathQuery query)
    {
        var target = new BestTarget(query.Limit, query.After);
        Scan(query, target);
        return new(target.ToList(), IsComplete: true, ReadPoint);
    }

    /// <summary>How many documents fit, by surface.</summary>
    public IReadOnlyDictionary<string, int> Count(PathQuery query, int cap)
    {
        var target = new CountTarget(cap, Audiences, query.Surfaces?.Length ?? Surfaces.All.Count);
        Scan(query, target);
        return target.Counts;
    }

    /// <summary>Whether a document may have been written since a moment.</summary>
    public bool MayHaveNew(ReadPoint since)
    {
        var seen = PgSnapshot.Parse(since.Snapshot);
        return Own is not null || View.Segments.Any(segment => segment.NewestXid >= seen.Xmin);
    }

    // The largest segment first: it has most of the best, and those spare the rest.
    void Scan(PathQuery query, ScanTarget target)
    {
        var request = new ScanRequest(
            new QueryPlan(query.Query, View.Averages), query.Group, View.Version,
            Audiences.Having(query.AudienceTags, query.Surfaces), Audiences.Having(query.AffinityTags, surfaces: null),
            query.ReadPoint is { } point && query.After is not null ? new(point) : null, Own?.Ids);

        foreach (var segment in View.Segments.OrderByDescending(segment => segment.Count))
            SegmentScan.Run(segment, request, target);
        if (Own is not null)
            SegmentScan.Run(Own.Documents, request with { Hidden = null }, target);
    }
}

/// <summary>Documents that look different to one caller.</summary>
/// <param name="Documents">Those that are there.</param>
/// <param name="Ids">Those and those that are gone.</param>
sealed record OwnChanges(Segment Documents, HashSet<long> Ids)
{
    /// <summary>From what the caller's statement saw.</summary>
    public static OwnChanges? Of(IReadOnlyCollection<DocumentChange> changes, AverageLengths averages) => changes.Count == 0
        ? null
        : new(LiveDocuments.Build(changes, averages), [.. changes.Select(change => change.Id)]);
}
