using System.Globalization;
using System.Text;
using Bits.Shared;

namespace Bits.Search.Text;

/// <summary>Normalizes text to NFKC: composed and decomposed letters, wide, narrow and presentation forms, ligatures.</summary>
static class Normalized
{
    /// <summary>Returns the text in NFKC. Characters that .NET refuses to normalize become U+FFFD.</summary>
    public static MappedText Of(string text)
    {
        if (IsNormal(text))
            return MappedText.Same(text);

        var normal = new MappedTextBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var length = LetterLength(text, i);
            if (length == 1 && char.IsAscii(text[i]))
                normal.Append(text[i], i);
            else
                AppendLetter(normal, text.Substring(i, length), i);
            i += length;
        }

        return normal.Build(text.Length);
    }

    // Keeps positions inside an unchanged letter: half a letter may end a word.
    static void AppendLetter(MappedTextBuilder normal, string letter, int place)
    {
        var form = MarkAlone(letter) ?? UnicodeText.Normalized(letter, NormalizationForm.FormKC);
        for (var i = 0; i < form.Length; i++)
            normal.Append(form[i], place + (form == letter ? i : 0));
    }

    static bool IsNormal(string text) =>
        UnicodeText.IsWhole(text) && !text.Contains('\uFFFE', StringComparison.Ordinal) && text.IsNormalized(NormalizationForm.FormKC);

    static int LetterLength(string text, int at) =>
        char.IsAscii(text[at]) && (at + 1 == text.Length || char.IsAscii(text[at + 1]))
            ? 1
            : StringInfo.GetNextTextElementLength(text.AsSpan(at));

    // NFKC adds a blank to an isolated mark, which would split the word.
    static string? MarkAlone(string letter) => letter switch
    {
        "\u037a" => "ι",
        "\ufc5e" => "\u064c\u0651",
        "\ufc5f" => "\u064d\u0651",
        "\ufc60" => "\u064e\u0651",
        "\ufc61" => "\u064f\u0651",
        "\ufc62" => "\u0650\u0651",
        "\ufc63" => "\u0651\u0670",
        [>= '\ufe70' and <= '\ufe7f' and not '\ufe73' and var mark] => ((char)('\u064b' + (mark - '\ufe70') / 2)).ToString(),
        _ => null,
    };
}
