using System.Text;

namespace Bits.Search.Text;

/// <summary>Brings the letters of a text to plain forms, script by script: lower case, without marks that a word does not
/// need, digits as 0 to 9. What stands between words stays.</summary>
static class PlainText
{
    const char ZeroWidthNonJoiner = '\u200c';

    /// <summary>The plain text, with where its characters come from.</summary>
    public static MappedText Of(string text)
    {
        var signs = Signs.WithPlainApostrophes(text);
        if (Ascii.IsValid(signs))
            return MappedText.Same(signs.ToLowerInvariant());

        var normal = Normalized.Of(signs);
        var plain = new MappedTextBuilder(normal.Text.Length);
        for (var i = 0; i < normal.Text.Length;)
            i = Append(normal, i, plain);

        return plain.Build(text.Length);
    }

    static int Append(in MappedText normal, int at, MappedTextBuilder plain)
    {
        var (text, place) = (normal.Text, normal.Source(at));
        var c = text[at];
        if (char.IsAscii(c))
        {
            if (c != '"' || !SemiticScript.IsInAbbreviation(text, at))
                plain.Append(char.ToLowerInvariant(c), place);
            return at + 1;
        }
        if (IndicScript.Has(c))
            return IndicScript.Write(normal, at, plain);
        if (SemiticScript.Has(c))
            plain.Append(SemiticScript.Fold(text, at), place);
        else if (c == ZeroWidthNonJoiner && IsBetweenArabic(text, at))
            plain.Append(c, place);
        else if (Signs.IsApostrophe(c))
            plain.Append('\'', place);
        else
            return AppendRune(text, at, plain, place);

        return at + 1;
    }

    static int AppendRune(string text, int at, MappedTextBuilder plain, int place)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var units);
        plain.Append(Latin.Fold(rune), place);
        return at + units;
    }

    // In Persian it stands between a word and its ending; elsewhere it only changes the shape of letters.
    static bool IsBetweenArabic(string text, int at) => at > 0 && at + 1 < text.Length
        && SemiticScript.IsArabicLetter(text[at - 1]) && SemiticScript.IsArabicLetter(text[at + 1]);
}
