using System.Globalization;

namespace Bits.Load.Measuring;

/// <summary>What several rounds measured.</summary>
/// <param name="Median">The middle one; of an even number, the mean of the two in the middle.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
readonly record struct Spread(double Median, double Min, double Max)
{
    /// <summary>The spread of these values.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("No round was measured.", nameof(values));

        var middle = sorted.Length / 2;
        return new(
            sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>The spread of one figure of each round.</summary>
    public static Spread Of<T>(IEnumerable<T> rounds, Func<T, double> figure) => Of(rounds.Select(figure));

    /// <summary>The spread of the ratios, each taken within a round: what disturbs a round disturbs both its sides.
    /// </summary>
    public static Spread OfRatio<T>(IReadOnlyList<T> rounds, IReadOnlyList<T> toRounds, Func<T, double> figure) =>
        rounds.Count == toRounds.Count
            ? Of(rounds.Zip(toRounds, (one, other) => figure(one) / figure(other)))
            : throw new ArgumentException("The sides have different numbers of rounds.", nameof(toRounds));

    /// <summary>As in a table: the median, and from where to where.</summary>
    public override string ToString() => $"{Text(Median)}  ({Text(Min)}–{Text(Max)})";

    static string Text(double value) => value.ToString(
        Math.Abs(value) switch { >= 1000 => "N0", >= 100 => "0", >= 10 => "0.0", _ => "0.00" },
        CultureInfo.InvariantCulture);
}
