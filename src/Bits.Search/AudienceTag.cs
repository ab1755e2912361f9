using System.Text.RegularExpressions;

namespace Bits.Search;

/// <summary>Names an audience. A document lists the tags that may find it; a caller finds it with one of them. Write
/// <c>scope:value</c>, such as <c>batch:2018</c>, or a role alone, such as <c>alumni</c>.</summary>
/// <remarks>Build tags in one place for writers and readers: tags are equal letter by letter.</remarks>
public readonly partial record struct AudienceTag
{
    /// <summary>Makes a tag.</summary>
    /// <param name="value">1 to 100 visible ASCII characters.</param>
    /// <exception cref="InvalidArgumentException">The text is empty, too long or contains a blank.</exception>
    public AudienceTag(string value) =>
        Value = value is not null && Pattern.IsMatch(value)
            ? value
            : throw new InvalidArgumentException(
                nameof(value), $"'{value}' is not an audience tag. Use 1 to 100 visible ASCII characters without blanks.");

    /// <summary>Gets the tag as documents and callers carry it.</summary>
    public string Value { get; }

    /// <summary>Returns the tag itself.</summary>
    public override string ToString() => Value;

    [GeneratedRegex(@"^[!-~]{1,100}\z")]
    static partial Regex Pattern { get; }
}
