using System.Globalization;
using System.Text;

namespace Bits.Shared;

/// <summary>Counts and cuts text by what readers and Postgres count: a string of .NET holds some characters in two halves, and
/// a letter as it is read may be several characters.</summary>
static class UnicodeText
{
    // Longer than any letter of a language or an emoji; what is longer is cut between its characters.
    const int MaxLetter = 64;
    const int Near = 1_024;

    /// <summary>The number of characters, as Postgres counts them in <c>length</c>.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var length = text.Length;
        for (int at; (at = text.IndexOfAnyInRange('\uD800', '\uDBFF')) >= 0; text = text[(at + 1)..])
            if (at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                length--;

        return length;
    }

    /// <summary>Whether no character of it is half.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAnyInRange('\uD800', '\uDFFF')) >= 0; text = text[(at + 2)..])
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return false;

        return true;
    }

    /// <summary>The nearest place before or at <paramref name="at"/> where a letter begins: there a text can be cut.</summary>
    public static int Border(string text, int at)
    {
        if (at <= 0 || at >= text.Length)
            return Math.Clamp(at, 0, text.Length);

        var border = Start(text, at);
        for (var next = border; next <= at; next += StringInfo.GetNextTextElementLength(text.AsSpan(next)))
            border = next;
        return at - border < MaxLetter ? border : at - (char.IsLowSurrogate(text[at]) ? 1 : 0);
    }

    /// <summary>The nearest place at or behind <paramref name="at"/> where a letter ends.</summary>
    public static int BorderAfter(string text, int at)
    {
        var border = Border(text, at);
        return border == at ? at : border + StringInfo.GetNextTextElementLength(text.AsSpan(border));
    }

    /// <summary>The beginning of a text, cut between two letters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxUnits">The longest result, in units of UTF-16.</param>
    public static string Beginning(string text, int maxUnits) => text[..Border(text, Math.Min(maxUnits, text.Length))];

    /// <summary>The text in a normal form. What .NET refuses to normalize becomes U+FFFD: half a character, and U+FFFE.
    /// </summary>
    public static string Normalized(string text, NormalizationForm form)
    {
        if (!text.Contains('\uFFFE', StringComparison.Ordinal) && IsWhole(text))
            return text.Normalize(form);

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune.Value == 0xFFFE ? "\uFFFD" : rune.ToString());

        return whole.ToString().Normalize(form);
    }

    // A letter begins between two signs of ASCII that are no line break; where none are near, a letter is taken to begin here.
    static int Start(string text, int at)
    {
        var start = at;
        while (start > 0 && at - start < Near && !(char.IsAscii(text[start]) && char.IsAscii(text[start - 1]) && text[start] != '\n'))
            start--;

        return start > 0 && char.IsLowSurrogate(text[start]) ? start - 1 : start;
    }
}
