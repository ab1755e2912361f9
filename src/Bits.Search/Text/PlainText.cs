using System.Text;

namespace Bits.Search.Text;

/// <summary>Folds the letters of a text to plain forms, script by script: lower case, no optional marks, digits 0 to 9.
/// Keeps what separates words.</summary>
static class PlainText
{
    const char ZeroWidthNonJoiner = '\u200c';

    /// <summary>Returns the plain text and the source positions of its characters.</summary>
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

    // In Persian it separates a word from its ending; elsewhere it only changes the shape of letters.
    static bool IsBetweenArabic(string text, int at) => at > 0 && at + 1 < text.Length
        && SemiticScript.IsArabicLetter(text[at - 1]) && SemiticScript.IsArabicLetter(text[at + 1]);
}
