using System.ComponentModel.DataAnnotations;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>A weight of <see cref="MatchingWeights"/>: 0 to 100.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WeightAttribute() : RangeAttribute(0, Max)
{
    const int Max = 100;

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) => $"must be 0 to {Max}.";
}
