using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Bits.Shared;

namespace Bits.Platform.Rpc;

/// <summary>Text that is not blank and has at most <paramref name="maximumLength"/> characters, as Postgres counts them.
/// </summary>
/// <param name="maximumLength">The most characters.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute(int maximumLength) : StringLengthAttribute(maximumLength)
{
    /// <summary>Whether the text may be left empty; default no.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Whether a text that is there is not blank and not too long; null is another attribute's business.
    /// </summary>
    public override bool IsValid(object? value) =>
        value is null || (value is string text
            && (MayBeEmpty || !string.IsNullOrWhiteSpace(text)) && UnicodeText.Length(text) <= MaximumLength);

    /// <summary>The problem and the remedy.</summary>
    public override string FormatErrorMessage(string name) => MayBeEmpty
        ? string.Create(CultureInfo.InvariantCulture, $"must have at most {MaximumLength:N0} characters.")
        : string.Create(CultureInfo.InvariantCulture, $"must have 1 to {MaximumLength:N0} characters that are not all blank.");
}
