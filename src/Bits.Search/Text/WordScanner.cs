using System.Globalization;
using System.Text;

namespace Bits.Search.Text;

/// <summary>Takes a plain text apart into words.</summary>
/// <param name="plain">What <see cref="PlainText"/> makes.</param>
/// <param name="protectedTerms">What must not be taken apart.</param>
sealed class WordScanner(MappedText plain, ProtectedTerms protectedTerms)
{
    readonly string _text = plain.Text;
    readonly StringBuilder _folded = new(plain.Text.Length + 1);
    readonly List<FoldedWord> _words = [];

    /// <summary>The words.</summary>
    public FoldedText Read()
    {
        for (var i = 0; i < _text.Length;)
            i = protectedTerms.CanBegin(_text[i]) && IsWordStart(i) && protectedTerms.Match(_text, i) is { Length: > 0 } match
                ? AddTerm(match.Word, i, i + match.Length)
                : !IsInWord(i) ? i + 1
                : UnsegmentedScript.Has(_text, i) ? ReadPairs(i)
                : ReadWord(i);

        var text = _folded.ToString();
        return new(plain, text, _words, new Compounds(_text, text, _words).Find());
    }

    int AddTerm(string term, int start, int end)
    {
        _folded.Append(term);
        return EndWord(_folded.Length - term.Length, start, end, FoldedKind.Term);
    }

    int ReadWord(int start)
    {
        var (begin, from, at) = (_folded.Length, start, start);
        while (at < _text.Length)
        {
            if (char.IsAsciiLetterOrDigit(_text[at]))
            {
                at++;
            }
            else if (!char.IsAscii(_text[at]) && IsInWord(at) && !UnsegmentedScript.Has(_text, at))
            {
                at += char.IsSurrogatePair(_text, at) ? 2 : 1;
            }
            else if (_text[at] == '\'' && at + 1 < _text.Length && char.IsLetter(_text[at + 1]))
            {
                _folded.Append(_text, from, at - from);
                from = at += IsPossessive(at) ? 2 : 1;
            }
            else
            {
                break;
            }
        }

        if (from == start && IrregularForms.Folded(_text.AsSpan(start..at)) is { } regular)
            _folded.Append(regular);
        else
            _folded.Append(_text, from, at - from);
        return EndWord(begin, start, at, FoldedKind.Word);
    }

    bool IsPossessive(int apostrophe) => _text[apostrophe + 1] == 's'
        && (apostrophe + 2 == _text.Length || !char.IsLetterOrDigit(_text[apostrophe + 2]));

    int ReadPairs(int start)
    {
        var (from, middle) = (start, UnsegmentedScript.EndOfLetter(_text, start));
        while (middle < _text.Length && UnsegmentedScript.Has(_text, middle))
        {
            var end = UnsegmentedScript.EndOfLetter(_text, middle);
            AddPart(from, end, FoldedKind.Pair);
            (from, middle) = (middle, end);
        }

        return AddPart(from, middle, FoldedKind.LastLetter);
    }

    int AddPart(int start, int end, FoldedKind kind)
    {
        _folded.Append(_text, start, end - start);
        return EndWord(_folded.Length - (end - start), start, end, kind);
    }

    int EndWord(int at, int start, int end, FoldedKind kind)
    {
        var length = _folded.Length - at;
        if (length > TextFolding.MaxWordLength)
            _folded.Length = at;
        else
            _words.Add(new(at, length, start, end, kind));
        if (_folded.Length > at)
            _folded.Append(' ');
        return end;
    }

    bool IsWordStart(int at) => at == 0 || !char.IsLetterOrDigit(_text[at - 1]) || UnsegmentedScript.Has(_text, at - 1);

    // Marks of scripts that are not folded to Latin belong to their letters.
    bool IsInWord(int at) => char.IsAscii(_text[at])
        ? char.IsAsciiLetterOrDigit(_text[at])
        : char.IsLetterOrDigit(_text, at)
            || CharUnicodeInfo.GetUnicodeCategory(_text, at) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
