using System.Globalization;
using System.Text;

namespace Bits.Search.Text;

/// <summary>Splits a plain text into words.</summary>
/// <param name="plain">The result of <see cref="PlainText"/>.</param>
/// <param name="protectedTerms">The terms to keep whole.</param>
/// <param name="words">The list for the words; cleared first.</param>
sealed class WordScanner(MappedText plain, ProtectedTerms protectedTerms, List<FoldedWord> words)
{
    const int UsualLength = 5; // of a word and its separator

    readonly string _text = plain.Text;

    /// <summary>Returns the words.</summary>
    public FoldedText Read()
    {
        words.Clear();
        words.EnsureCapacity(_text.Length / UsualLength);
        for (var i = 0; i < _text.Length;)
            i = protectedTerms.CanBegin(_text, i) && IsWordStart(i) && protectedTerms.Match(_text, i) is { Length: > 0 } match
                ? Add(i, i + match.Length, FoldedKind.Term, match.Word)
                : !IsInWord(i) ? i + 1
                : !char.IsAscii(_text[i]) && UnsegmentedScript.Has(_text, i) ? ReadPairs(i)
                : ReadWord(i);

        return new(plain, words, new Compounds(_text, words).Find());
    }

    int ReadWord(int start)
    {
        var at = start;
        while (at < _text.Length && char.IsAsciiLetterOrDigit(_text[at]))
            at++;
        if (at < _text.Length && (_text[at] == '\'' || !char.IsAscii(_text[at])))
            return ReadOddWord(start, at);

        return Add(start, at, FoldedKind.Word, IrregularForms.Folded(_text.AsSpan(start..at)));
    }

    // Reads a word with letters beyond ASCII or with an apostrophe, and drops the apostrophe.
    int ReadOddWord(int start, int at)
    {
        var (other, from) = (default(StringBuilder), start);
        while (at < _text.Length)
            if (IsInWord(at) && !UnsegmentedScript.Has(_text, at))
            {
                at += char.IsSurrogatePair(_text, at) ? 2 : 1;
            }
            else if (_text[at] == '\'' && at + 1 < _text.Length && char.IsLetter(_text[at + 1]))
            {
                (other ??= new()).Append(_text, from, at - from);
                from = at += IsPossessive(at) ? 2 : 1;
            }
            else
            {
                break;
            }

        return Add(start, at, FoldedKind.Word, other?.Append(_text, from, at - from).ToString());
    }

    bool IsPossessive(int apostrophe) => _text[apostrophe + 1] == 's'
        && (apostrophe + 2 == _text.Length || !char.IsLetterOrDigit(_text[apostrophe + 2]));

    int ReadPairs(int start)
    {
        var (from, middle) = (start, UnsegmentedScript.EndOfLetter(_text, start));
        while (middle < _text.Length && UnsegmentedScript.Has(_text, middle))
        {
            var end = UnsegmentedScript.EndOfLetter(_text, middle);
            Add(from, end, FoldedKind.Pair);
            (from, middle) = (middle, end);
        }

        return Add(from, middle, FoldedKind.LastLetter);
    }

    int Add(int start, int end, FoldedKind kind, string? other = null)
    {
        var word = new FoldedWord(start, end, kind, other);
        if (word.Length <= TextFolding.MaxWordLength)
            words.Add(word);
        return end;
    }

    bool IsWordStart(int at) => at == 0 || !char.IsLetterOrDigit(_text[at - 1]) || UnsegmentedScript.Has(_text, at - 1);

    // Marks of scripts that are not transliterated belong to their letters.
    bool IsInWord(int at) => char.IsAscii(_text[at])
        ? char.IsAsciiLetterOrDigit(_text[at])
        : char.IsLetterOrDigit(_text, at)
            || CharUnicodeInfo.GetUnicodeCategory(_text, at) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
