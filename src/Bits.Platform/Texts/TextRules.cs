using System.Globalization;
using System.Text;
using Bits.Shared;

namespace Bits.Platform.Texts;

/// <summary>What a text is, and so what it may hold.</summary>
public enum TextKind
{
    /// <summary>What people write to each other: several lines, anything that can be read.</summary>
    Prose,

    /// <summary>A name: one line in which every character can be seen.</summary>
    Line,

    /// <summary>What somebody looks for: anything that is not blank.</summary>
    Query,

    /// <summary>A word for machines, such as an id or a cursor: it is compared, not read.</summary>
    Id,
}

/// <summary>The rules for every text that comes in: from calls, files and the command line. Joiners inside words and emoji are
/// legitimate; what cannot be seen, or turns text around, is refused by the name of the character.</summary>
public static class TextRules
{
    /// <summary>What is wrong with a text and how to mend it; null for nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="maxLength">The most characters, as Postgres counts them.</param>
    public static string? Problem(string text, TextKind kind, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);

        return text.Length == 0 ? "is empty; write something."
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

    /// <summary>A name as it is compared and kept: composed, with one blank for every gap and none around it.</summary>
    public static string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = UnicodeText.Normalized(name, NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        return string.Join(' ', words);
    }

    /// <summary>A character by its number, and as it looks where it can be seen.</summary>
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

        return hidden is not { } first ? "is blank; write something."
            : Characters.IsMark(first) ? $"has only marks such as {Shown(first)}, and no letter that bears them; write a letter."
            : $"has nothing that can be seen, only characters such as {Shown(first)}; write something.";
    }

    // Embeddings and isolates that are closed again turn nothing outside themselves, and come with what is copied from a chat.
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
        $"has {Shown(rune)}, which turns the text behind it around; delete it.";
}
