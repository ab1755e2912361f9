namespace Bits.Search.Live.Segments;

/// <summary>Chooses segments to merge. Keeps a few per size class, so a search scans few segments, and a document is
/// rewritten at most once per class.</summary>
static class MergePolicy
{
    const int ClassBits = 3; // each class is 8 times the one below
    const int Max = 6;
    const int SmallClasses = 4; // below 4,096 documents: a millisecond or two
    const int MinToRewrite = 4_096;

    /// <summary>Finds small segments to merge in the call that added one.</summary>
    public static IReadOnlyList<Segment> FindSmall(IEnumerable<Segment> segments) =>
        Find(segments.Where(segment => Class(segment) < SmallClasses));

    /// <summary>Finds large segments to merge in the background: too many of a class, or one with too many deletions.</summary>
    public static IReadOnlyList<Segment> FindLarge(IReadOnlyList<Segment> segments)
    {
        var many = Find(segments.Where(segment => Class(segment) >= SmallClasses));
        return many.Count > 0
            ? many
            : [.. segments.Where(s => s.Count >= MinToRewrite && s.Deleted * 4L > s.Count).Take(1)];
    }

    static IReadOnlyList<Segment> Find(IEnumerable<Segment> segments) =>
        segments.GroupBy(Class).FirstOrDefault(same => same.Count() >= Max)?.ToList() ?? [];

    static int Class(Segment segment) =>
        System.Numerics.BitOperations.Log2((uint)Math.Max(1, segment.Count - segment.Deleted)) / ClassBits;
}
