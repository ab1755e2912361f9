namespace Bits.Search.Live;

/// <summary>Which segments become one. Of each size class there are only a few, so that a search meets few segments, and
/// a document is written anew only as often as there are classes.</summary>
static class MergePolicy
{
    const int ClassBits = 3; // each class is 8 times the one below
    const int Most = 6;
    const int SmallClasses = 4; // below 4,096 documents: a millisecond or two
    const int FewestToRewrite = 4_096;

    /// <summary>Small segments, to be merged by whoever has added one.</summary>
    public static IReadOnlyList<Segment> FindSmall(IEnumerable<Segment> segments) =>
        Find(segments.Where(segment => Class(segment) < SmallClasses));

    /// <summary>Large segments, to be merged in the background: too many of a class, or one with too many gone.</summary>
    public static IReadOnlyList<Segment> FindLarge(IReadOnlyList<Segment> segments)
    {
        var many = Find(segments.Where(segment => Class(segment) >= SmallClasses));
        return many.Count > 0
            ? many
            : [.. segments.Where(s => s.Count >= FewestToRewrite && s.Deleted * 4L > s.Count).Take(1)];
    }

    static IReadOnlyList<Segment> Find(IEnumerable<Segment> segments) =>
        segments.GroupBy(Class).FirstOrDefault(same => same.Count() >= Most)?.ToList() ?? [];

    static int Class(Segment segment) =>
        System.Numerics.BitOperations.Log2((uint)Math.Max(1, segment.Count - segment.Deleted)) / ClassBits;
}
