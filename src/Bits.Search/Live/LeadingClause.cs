using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>Where every clause is needed and one is far rarer than the others, its documents are looked at one by one.
/// </summary>
static class LeadingClause
{
    // Looking one document up costs about as much as going through this many postings.
    const int Dearer = 100;

    /// <summary>The clause, or null where going through all postings is cheaper.</summary>
    public static int? Find(ScanRequest request, ReadOnlySpan<StrandCursor> cursors)
    {
        if (request.Group != MatchGroup.AllWords)
            return null;

        var counts = new long[request.Plan.Query.Clauses.Count];
        foreach (var cursor in cursors)
            counts[cursor.Clause] += cursor.Left;

        var rarest = Array.IndexOf(counts, counts.Min());
        return counts[rarest] * Dearer < counts.Sum() ? rarest : null;
    }
}
