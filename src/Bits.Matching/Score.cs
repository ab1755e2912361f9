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

    const int MaxDigits = 9;

    /// <summary>Converts a weight into a score of fixed point.</summary>
    /// <param name="value">The weight, at least 0, or null for <see cref="None"/>.</param>
    /// <param name="digits">How many digits after the point to keep, from 0 to 9. Default 3: 1.5 becomes 1,500.</param>
    /// <returns>The score, rounded half away from zero.</returns>
    /// <exception cref="InvalidArgumentException">The value is negative, not finite or too large.</exception>
    public static int FromDouble(double? value, int digits = 3)
    {
        if (digits is < 0 or > MaxDigits)
            throw new InvalidArgumentException(nameof(digits), $"is {digits}. Give a number from 0 to {MaxDigits}.");
        if (value is not { } weight)
            return None;
        if (!double.IsFinite(weight))
            throw new InvalidArgumentException(
                nameof(value), $"is {weight}, which is no weight. Give a finite number, or null for a pair that must not be.");
        if (weight < 0)
            throw new InvalidArgumentException(
                nameof(value), $"is {weight}. Give a number of at least 0, or null for a pair that must not be.");

        var scaled = Math.Round(weight * Math.Pow(10, digits), MidpointRounding.AwayFromZero);
        return scaled <= Max
            ? (int)scaled
            : throw new InvalidArgumentException(
                nameof(value), $"is {weight}, which is over {Max} with {digits} digits. Keep fewer digits or scale the weights.");
    }
}
