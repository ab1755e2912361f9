using Bits.Matching.Simplex;

namespace Bits.Matching;

/// <summary>An assignment with the most value, and its proof.</summary>
/// <param name="Assignment">Who got whom.</param>
/// <param name="Proof">The proof that no assignment is worth more.</param>
public sealed record MostValueResult(Assignment Assignment, DualPrices Proof);

/// <summary>The policy of most value: the sum of the scores is as high as capacities and exclusions allow.</summary>
/// <remarks>
/// A mentee stays without a mentor where that adds value, so give a pair that is better than nothing a score above 0.
/// Several assignments may have the most value. Which one comes out depends on the problem and its
/// <see cref="MatchingProblem.Seed"/> alone: the seed draws the order in which pairs are looked at.
/// </remarks>
public static class MostValue
{
    /// <summary>Assigns mentees to mentors. The same problem gives the same result on every machine.</summary>
    /// <param name="problem">Who is matched.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidArgumentException">A score is out of range.</exception>
    public static MostValueResult Assign(MatchingProblem problem, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(problem);

        var lottery = new Lottery(problem);
        var simplex = new NetworkSimplex(problem.Mentees, problem.Capacities);
        StartGreedily(simplex, problem, lottery, ct);

        // Few pairs matter. The simplex works on those, and its prices tell which others do.
        var pricing = new DensePricing(problem, lottery);
        while (pricing.Add(simplex, ct))
            simplex.Optimize(ct);

        return ToResult(simplex, problem);
    }

    static void StartGreedily(NetworkSimplex simplex, MatchingProblem problem, Lottery lottery, CancellationToken ct)
    {
        var held = DeferredAcceptance.Run(problem, lottery, preferences: [], ct);
        for (var mentor = 0; mentor < held.Count; mentor++)
            simplex.Fill(mentor, [.. held[mentor].Select(one => (one.Mentee, one.Score))]);
    }

    static MostValueResult ToResult(NetworkSimplex simplex, MatchingProblem problem)
    {
        var prices = new DualPrices(
            [.. Enumerable.Range(0, problem.Mentees).Select(simplex.Gain)],
            [.. Enumerable.Range(0, problem.Mentors).Select(simplex.Price)]);
        Pair[] pairs = [.. simplex.Pairs.OrderBy(pair => pair.Mentee)];

        // Gain and price of a pair in the tree add up to its score.
        return new(new(pairs, pairs.Sum(pair => (long)prices.Gains[pair.Mentee] + prices.Prices[pair.Mentor])), prices);
    }
}
