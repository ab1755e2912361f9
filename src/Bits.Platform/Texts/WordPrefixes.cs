using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Bits.Platform.Texts;

/// <summary>Turns a text that people type into a query for beginnings of words, in the form of <c>to_tsquery</c>.</summary>
static partial class WordPrefixes
{
    /// <summary>Returns the query that every word of the text begins a word, such as <c>row:* &amp; goa:*</c>; null for no
    /// text. A text without a word finds nothing.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? AsQuery(string? text) =>
        text is null ? null : string.Join(" & ", Word.Matches(text).Select(word => $"{word.Value}:*"));

    // Letters with their marks, and digits: nothing that has a meaning in a query.
    [GeneratedRegex(@"[\p{L}\p{M}\p{Nd}]+")]
    static partial Regex Word { get; }
}
