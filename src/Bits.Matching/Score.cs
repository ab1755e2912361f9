using System.Globalization;

namespace Bits.Matching;

/// <summary>How good a pair is: a whole number, so that results are exact and the same on every machine.</summary>
/// <remarks>Scores are <see cref="int"/> values from 0 to <see cref="Max"/>, or <see cref="None"/>. Sums of any number of
/// scores fit into 64 bits.</remarks>
public static class Score
{
    /// <summary>The mark of a pair that must not be matched because it cannot be compared or is not acceptable: −1.</summary>
    public const int None = -1;

    /// <summary>The highest score: 1,000,000,000.</summary>
    public const int Max = 1_000_000_000;

    // Written out: Math.Pow does not promise the same result on every machine.
    static ReadOnlySpan<int> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Converts a weight into a score of fixed point.</summary>
    /// <param name="value">The weight, at least 0, or null for <see cref="None"/>.</param>
    /// <param name="digits">How many digits after the point to keep, from 0 to 9. Default 3: 1.5 becomes 1,500.</param>
    /// <returns>The score, rounded half away from zero.</returns>
    /// <exception cref="InvalidArgumentException">The value is negative, not finite or too large.</exception>
    public static int FromDouble(double? value, int digits = 3)
    {
        if (digits < 0 || digits >= PowersOfTen.Length)
            throw new InvalidArgumentException(
                nameof(digits), $"is {digits}. Give a number from 0 to {PowersOfTen.Length - 1}.");
        if (value is not { } weight)
            return None;
        if (!double.IsFinite(weight))
            throw Refused(weight, ", which is no weight. Give a finite number, or null for a pair that must not be.");
        if (weight < 0)
            throw Refused(weight, ". Give a number of at least 0, or null for a pair that must not be.");

        var scaled = Math.Round(weight * PowersOfTen[digits], MidpointRounding.AwayFromZero);
        return scaled <= Max
            ? (int)scaled
            : throw Refused(weight, $", which is over {Max} with {digits} digits. Keep fewer digits or scale the weights.");
    }

    static InvalidArgumentException Refused(double value, string problem) =>
        new(nameof(value), string.Create(CultureInfo.InvariantCulture, $"is {value}{problem}"));
}
