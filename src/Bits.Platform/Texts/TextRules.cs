using System.Globalization;
using System.Text;
using Bits.Shared;

namespace Bits.Platform.Texts;

/// <summary>Lists the kinds of texts, which rule what they may hold.</summary>
public enum TextKind
{
    /// <summary>A message: several lines of readable text.</summary>
    Prose,

    /// <summary>A name: one line of visible characters.</summary>
    Line,

    /// <summary>A search text: any text that is not blank.</summary>
    Query,

    /// <summary>A token such as an id or a cursor: compared, not read.</summary>
    Id,
}

/// <summary>The rules for every incoming text: from calls, files and the command line. Allows joiners inside words and
/// emoji; refuses invisible and direction-changing characters by name.</summary>
public static class TextRules
{
    /// <summary>Returns what is wrong with a text and the remedy; null for a valid one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="maxLength">The maximum length in characters, as Postgres counts them.</param>
    public static string? Problem(string text, TextKind kind, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);

        return text.Length == 0 ? "is empty; enter a text."
            : UnicodeText.Length(text) is var length && length > maxLength
                ? string.Create(CultureInfo.InvariantCulture, $"has {length:N0} characters; shorten it to {maxLength:N0}.")
            : text.Contains('\0', StringComparison.Ordinal) || !UnicodeText.IsWhole(text) ? "has NUL or half a character; delete it."
            : kind switch
            {
                TextKind.Id => null,
                TextKind.Query => Unreadable(text),
                TextKind.Prose => Unreadable(text) ?? Turning(text),
                TextKind.Line => Unreadable(text) ?? LineRules.Problem(text),
            };
    }

    /// <summary>Normalizes a name for comparison and storage: composed, with single blanks and none around it.</summary>
    public static string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = UnicodeText.Normalized(name, NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        return string.Join(' ', words);
    }

    /// <summary>Formats a character by its number, and as a visible sign if it has one.</summary>
    internal static string Shown(Rune rune) => Characters.IsVisible(rune)
        ? $"'{rune}' (U+{rune.Value:X4})"
        : $"U+{rune.Value:X4}";

    static string? Unreadable(string text)
    {
        var hidden = default(Rune?);
        foreach (var rune in text.EnumerateRunes())
            if (Characters.IsVisible(rune))
                return null;
            else if (!Rune.IsWhiteSpace(rune))
                hidden ??= rune;

        return hidden is not { } first ? "is blank; enter a text."
            : Characters.IsMark(first) ? $"has only marks such as {Shown(first)}and no letter; add a letter."
            : $"has only invisible characters such as {Shown(first)}; enter a text.";
    }

    // Embeddings and isolates that are closed again change nothing outside themselves; text copied from chats has them.
    static string? Turning(string text)
    {
        var open = new Stack<Rune>();
        foreach (var rune in text.EnumerateRunes())
            switch (rune.Value)
            {
                case 0x202B or 0x202D or 0x202E or 0x2067:
                    return TurnsAround(rune);
                case 0x202A or 0x2066 or 0x2068:
                    open.Push(rune);
                    break;
                case 0x202C when !open.TryPop(out var opening) || opening.Value != 0x202A:
                case 0x2069 when !open.TryPop(out var isolate) || isolate.Value == 0x202A:
                    return TurnsAround(rune);
            }

        return open.TryPop(out var unclosed) ? TurnsAround(unclosed) : null;
    }

    internal static string TurnsAround(Rune rune) =>
        $"has {Shown(rune)}, which reverses the text after it; delete it.";
}
