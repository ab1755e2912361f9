using System.Globalization;
using System.Text;

namespace Bits.Search.Text;

/// <summary>Brings text to plain lower-case words with a blank between them, the same way for documents and queries:
/// <c>Señor O'Brien's C++-Kurs, राम</c> becomes <c>senor obrien cplusplus kurs ram</c>.</summary>
/// <param name="protectedTerms">What must not be taken apart.</param>
sealed class TextFolding(ProtectedTerms protectedTerms)
{
    /// <summary>The longest word that is indexed; a longer one is left out on both sides.</summary>
    public const int MaxWordLength = 200;

    /// <summary>The words, a blank between them.</summary>
    public string Fold(string text)
    {
        var plain = Latin.Plain(IndicScript.ToLatin(Signs.WithPlainApostrophes(text)));
        var folded = new StringBuilder(plain.Length);
        var word = 0; // where the word that is being written begins
        for (var i = 0; i < plain.Length;)
        {
            if (IsWordStart(plain, i) && protectedTerms.Match(plain, i) is var (length, replacement) && length > 0)
            {
                EndWord(folded, ref word);
                folded.Append(replacement);
                EndWord(folded, ref word);
                i += length;
            }
            else
            {
                i += Copy(plain, i, folded, ref word);
            }
        }

        EndWord(folded, ref word);
        return folded.ToString().TrimEnd();
    }

    /// <summary>The words of a text.</summary>
    public string[] Words(string text) => Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // A letter as it is, an apostrophe inside a word as nothing, all else as the end of the word.
    static int Copy(string text, int at, StringBuilder folded, ref int word)
    {
        var units = char.IsSurrogatePair(text, at) ? 2 : 1;
        if (char.IsLetterOrDigit(text, at) || IsMark(text, at))
        {
            folded.Append(text, at, units);
            return units;
        }
        if (text[at] == '\'' && folded.Length > word && at + 1 < text.Length && char.IsLetter(text[at + 1]))
            return text[at + 1] == 's' && (at + 2 == text.Length || !char.IsLetterOrDigit(text[at + 2])) ? 2 : 1;

        EndWord(folded, ref word);
        return units;
    }

    static void EndWord(StringBuilder folded, ref int word)
    {
        if (folded.Length - word > MaxWordLength)
            folded.Length = word;
        if (folded.Length > word)
            folded.Append(' ');
        word = folded.Length;
    }

    // Marks of scripts that are not folded to Latin belong to their letters.
    static bool IsMark(string text, int at) => text[at] > '\u02ff' && CharUnicodeInfo.GetUnicodeCategory(text, at)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    static bool IsWordStart(string text, int at) => at == 0 || !char.IsLetterOrDigit(text[at - 1]);
}
