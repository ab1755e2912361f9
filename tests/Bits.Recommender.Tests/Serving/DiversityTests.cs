using Bits.Recommender.Affinity;
using Bits.Recommender.Serving;

namespace Bits.Recommender.Tests.Serving;

public sealed class DiversityTests
{
    const int Items = 60;

    [Fact]
    public void The_order_is_that_of_comparing_each_with_each()
    {
        var random = new Random(20261201);
        for (var trial = 0; trial < 200; trial++)
        {
            var lists = RandomLists(random);
            (int Number, float Score)[] pool =
            [
                .. Enumerable.Range(0, Items).OrderBy(_ => random.Next()).Take(random.Next(1, 30))
                    .Select(item => (item, random.NextSingle())).OrderByDescending(one => one.Item2),
            ];
            var query = new RecommendationQuery { Limit = random.Next(1, 20), Diversity = 0.1f + (random.NextSingle() * 0.8f) };

            Assert.Equal(Naive(pool, query, lists), Diversity.Order(pool, query, lists));
        }
    }

    static NeighbourLists RandomLists(Random random)
    {
        var lists = new NeighbourLists(new int[Items][], new float[Items][], new float[Items]);
        for (var item = 0; item < Items; item++)
        {
            lists.Ids[item] = [.. Enumerable.Range(0, Items).Where(other => other != item && random.Next(5) == 0)];
            lists.Counts[item] = [.. lists.Ids[item].Select(_ => 1 + random.NextSingle())];
            lists.Norms[item] = 1 + (random.NextSingle() * 5);
        }

        return lists;
    }

    // Maximal marginal relevance as it is defined.
    static List<(int, float)> Naive((int Number, float Score)[] pool, RecommendationQuery query, NeighbourLists lists)
    {
        var (best, worst) = (pool[0].Score, pool[^1].Score);
        var (rest, ordered) = (pool.ToList(), new List<(int Number, float Score)>());
        while (rest.Count > 0 && ordered.Count < query.Limit)
        {
            var next = rest.MaxBy(one => (1 - query.Diversity) * (best > worst ? (one.Score - worst) / (best - worst) : 1)
                - (query.Diversity * ordered.Select(taken => Likeness(taken.Number, one.Number, lists)).DefaultIfEmpty().Max()));
            rest.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    static float Likeness(int taken, int other, NeighbourLists lists) =>
        lists.Listed(taken, other) is > 0 and var listed ? listed : lists.Listed(other, taken);
}
