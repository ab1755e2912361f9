using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Bits.Platform.Rpc;

/// <summary>Text that is not blank and has at most <paramref name="maximumLength"/> characters.</summary>
/// <param name="maximumLength">The most characters.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute(int maximumLength) : StringLengthAttribute(maximumLength)
{
    /// <summary>Whether a text that is there is not blank and not too long; null is another attribute's business.
    /// </summary>
    public override bool IsValid(object? value) =>
        value is null || (value is string text && !string.IsNullOrWhiteSpace(text) && text.Length <= MaximumLength);

    /// <summary>The problem and the remedy.</summary>
    public override string FormatErrorMessage(string name) => string.Create(
        CultureInfo.InvariantCulture, $"must have 1 to {MaximumLength:N0} characters that are not all blank.");
}
