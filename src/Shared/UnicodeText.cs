using System.Globalization;
using System.Text;

namespace Bits.Shared;

/// <summary>Counts and cuts text in the units of readers and Postgres: a .NET string stores some characters in two
/// halves, and a visible letter may have several characters.</summary>
static class UnicodeText
{
    // Longer than any letter of a language or an emoji; a longer run is cut between its characters.
    const int MaxLetter = 64;
    const int MaxLookBack = 1_024;

    /// <summary>Counts the characters, as Postgres's <c>length</c> does.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var length = text.Length;
        for (int at; (at = text.IndexOfAnyInRange('\uD800', '\uDBFF')) >= 0; text = text[(at + 1)..])
            if (at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                length--;

        return length;
    }

    /// <summary>Returns whether the text has no half characters.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAnyInRange('\uD800', '\uDFFF')) >= 0; text = text[(at + 2)..])
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return false;

        return true;
    }

    /// <summary>Returns the nearest position at or before <paramref name="at"/> where a letter begins, so that a cut is
    /// safe.</summary>
    public static int Border(string text, int at)
    {
        if (at <= 0 || at >= text.Length)
            return Math.Clamp(at, 0, text.Length);

        var border = Start(text, at);
        for (var next = border; next <= at; next += StringInfo.GetNextTextElementLength(text.AsSpan(next)))
            border = next;
        return at - border < MaxLetter ? border : at - (char.IsLowSurrogate(text[at]) ? 1 : 0);
    }

    /// <summary>Returns the nearest position at or after <paramref name="at"/> where a letter ends.</summary>
    public static int BorderAfter(string text, int at)
    {
        var border = Border(text, at);
        return border == at ? at : border + StringInfo.GetNextTextElementLength(text.AsSpan(border));
    }

    /// <summary>Returns the start of a text, cut between two letters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxUnits">The maximum length, in units of UTF-16.</param>
    public static string Beginning(string text, int maxUnits) => text[..Border(text, Math.Min(maxUnits, text.Length))];

    /// <summary>Normalizes the text. Characters that .NET refuses to normalize, half characters and U+FFFE, become
    /// U+FFFD.</summary>
    public static string Normalized(string text, NormalizationForm form)
    {
        if (!text.Contains('\uFFFE', StringComparison.Ordinal) && IsWhole(text))
            return text.Normalize(form);

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune.Value == 0xFFFE ? "\uFFFD" : rune.ToString());

        return whole.ToString().Normalize(form);
    }

    // A letter begins between two ASCII characters other than a line break; without any nearby, assumes one here.
    static int Start(string text, int at)
    {
        var start = at;
        while (start > 0 && at - start < MaxLookBack && !(char.IsAscii(text[start]) && char.IsAscii(text[start - 1]) && text[start] != '\n'))
            start--;

        return start > 0 && char.IsLowSurrogate(text[start]) ? start - 1 : start;
    }
}
