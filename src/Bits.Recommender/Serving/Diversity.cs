using System.Buffers;
using Bits.Recommender.Affinity;

namespace Bits.Recommender.Serving;

/// <summary>Orders by maximal marginal relevance (Carbonell and Goldstein 1998): what resembles the items above it moves down.</summary>
static class Diversity
{
    /// <summary>Orders a ranked pool. The first stays the first.</summary>
    public static IEnumerable<(int Item, float Score)> Order((int Number, float Score)[] pool, RecommendationQuery query, NeighbourLists lists)
    {
        if (query.Diversity == 0 || pool.Length == 0)
            return pool.Take(query.Limit);

        var (best, worst) = (pool[0].Score, pool[^1].Score);
        var relevance = pool.Select(one => best > worst ? (one.Score - worst) / (best - worst) : 1).ToArray();
        var alike = ArrayPool<float>.Shared.Rent(pool.Length * pool.Length);
        Compare(pool, lists, alike);
        var (likeness, isTaken, ordered) = (new float[pool.Length], new bool[pool.Length], new List<(int, float)>());
        while (ordered.Count < Math.Min(query.Limit, pool.Length))
        {
            var next = Next(relevance, likeness, isTaken, query.Diversity);
            isTaken[next] = true;
            ordered.Add(pool[next]);
            for (var i = 0; i < pool.Length; i++)
                if (alike[(next * pool.Length) + i] is > 0 and var own)
                    likeness[i] = Math.Max(likeness[i], own);
                else
                    likeness[i] = Math.Max(likeness[i], alike[(i * pool.Length) + next]);
        }

        ArrayPool<float>.Shared.Return(alike);
        return ordered;
    }

    // By place in the pool: what the list of one says of another. A mark for each item of the pool: to search each in each list took
    // most of the time of a user.
    static void Compare((int Number, float Score)[] pool, NeighbourLists lists, Span<float> alike)
    {
        var places = ArrayPool<int>.Shared.Rent(lists.Items);
        Array.Clear(places, 0, lists.Items);
        for (var i = 0; i < pool.Length; i++)
            places[pool[i].Number] = i + 1;

        alike[..(pool.Length * pool.Length)].Clear();
        for (var i = 0; i < pool.Length; i++)
        {
            var (ids, counts) = (lists.Ids[pool[i].Number], lists.Counts[pool[i].Number]);
            for (var at = 0; at < ids.Length; at++)
                if (places[ids[at]] is > 0 and var place)
                    alike[(i * pool.Length) + place - 1] = lists.Similarity(pool[i].Number, ids[at], counts[at]);
        }

        ArrayPool<int>.Shared.Return(places);
    }

    static int Next(float[] relevance, float[] likeness, bool[] isTaken, float share)
    {
        var (next, most) = (-1, float.NegativeInfinity);
        for (var i = 0; i < relevance.Length; i++)
            if (!isTaken[i] && ((1 - share) * relevance[i]) - (share * likeness[i]) is var value && value > most)
                (next, most) = (i, value);

        return next;
    }
}
