using MathNet.Numerics;

namespace Bits.Load.Measuring;

/// <summary>The Mann-Whitney test of whether two sides take the same time, for several kinds of measurement together.
/// </summary>
/// <remarks>Kinds differ more among each other than sides do, so ranks are taken within a kind and added with the weights of
/// van Elteren: P. van Elteren, On the combination of independent two-sample tests of Wilcoxon, Bulletin of the International
/// Statistical Institute 37 (1960). With one kind it is the test of Mann and Whitney, by its normal approximation with ties.
/// </remarks>
static class RankTest
{
    /// <summary>The probability that sides which take the same time differ at least as much, 0 to 1.</summary>
    /// <param name="kinds">What was measured of each kind; ten or more on either side.</param>
    public static double PValue(IEnumerable<(IReadOnlyList<double> One, IReadOnlyList<double> Other)> kinds)
    {
        var (difference, variance) = (0d, 0d);
        foreach (var (one, other) in kinds)
        {
            var (sum, expected, spread) = RankSum(one, other);
            var weight = 1d / (one.Count + other.Count + 1);
            difference += weight * (sum - expected);
            variance += weight * weight * spread;
        }

        return variance == 0 ? 1 : SpecialFunctions.Erfc(Math.Abs(difference) / Math.Sqrt(2 * variance));
    }

    // The sum of the ranks of one side, what it is on average, and its variance.
    static (double Sum, double Expected, double Variance) RankSum(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var all = one.Select(value => (Value: value, IsOne: true)).Concat(other.Select(value => (Value: value, IsOne: false)))
            .GroupBy(measured => measured.Value).OrderBy(same => same.Key);
        var (sum, ties, before) = (0d, 0d, 0);
        foreach (var same in all)
        {
            double count = same.Count();
            sum += same.Count(measured => measured.IsOne) * (before + (count + 1) / 2);
            ties += count * count * count - count;
            before += (int)count;
        }

        double n = before;
        return (
            sum, one.Count * (n + 1) / 2,
            one.Count * (double)other.Count / 12 * (n + 1 - ties / (n * (n - 1))));
    }
}
