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
        var (likeness, isTaken, ordered) = (new float[pool.Length], new bool[pool.Length], new List<(int, float)>());
        while (ordered.Count < Math.Min(query.Limit, pool.Length))
        {
            var next = Next(relevance, likeness, isTaken, query.Diversity);
            isTaken[next] = true;
            ordered.Add(pool[next]);
            for (var i = 0; i < pool.Length; i++)
                if (!isTaken[i])
                    likeness[i] = Math.Max(likeness[i], lists.Similarity(pool[next].Number, pool[i].Number));
        }

        return ordered;
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
