using System.Buffers;
using System.Globalization;
using System.Text;
using Bits.Search.Ranking;
using Bits.Search.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Presentation;

/// <summary>Cuts snippets out of the texts of one page and marks the words that were found.</summary>
sealed class Highlighter(ParsedQuery query, TextFolding folding, WordLexemes lexemes, IReadOnlyList<string> languages)
{
    const int Length = 200;
    static readonly SearchValues<char> HtmlSigns = SearchValues.Create("&<>\"'");

    const int Before = 60; // shown in front of the first word that was found

    readonly HashSet<string> _wanted = [.. query.Terms.SelectMany(Lexemes)];
    readonly List<string> _prefixes = [.. query.Terms.OfType<PrefixTerm>().Select(term => term.Prefix[1..])];
    readonly Dictionary<string, string[]> _folded = []; // the words of each span that can be a wanted one
    readonly Dictionary<string, bool> _isWanted = []; // of those spans that were looked at
    readonly StringBuilder _html = new(2 * Length);
    int[] _beginnings = []; // of what is wanted

    /// <summary>Finds the words that can be the wanted ones, and asks for their lexemes in one round trip for all texts.</summary>
    public async ValueTask<IReadOnlyList<MarkedText>> PrepareAsync(NpgsqlConnection db, IEnumerable<string> texts, CancellationToken ct)
    {
        _beginnings =
        [
            .. _wanted.Select(lexeme => Beginning(lexeme.AsSpan(lexeme.Length > 1 && lexeme[0] is '=' or '^' ? 1 : 0)))
                .Concat(_prefixes.Select(prefix => Beginning(prefix))).Distinct(),
        ];
        var marked = texts.Select(text => new MarkedText(text, Candidates(text))).ToList();
        await lexemes.LearnAsync(db, languages, [.. _folded.Values.SelectMany(words => words)], ct).ConfigureAwait(false);
        return marked;
    }

    /// <summary>The part around the first word that was found: as plain text, and as HTML.</summary>
    public (string Plain, string Html) Cut(MarkedText marked)
    {
        var (text, spans) = marked;
        var first = spans.FindIndex(span => IsWanted(span.Text));
        var start = first < 0 ? 0 : StartOfWord(text, Math.Max(0, spans[first].Start - Before));
        var end = EndOfWord(text, start);

        _html.Clear();
        var at = start;
        for (var i = first; i >= 0 && i < spans.Count && spans[i].End <= end; i++)
        {
            if (!IsWanted(spans[i].Text))
                continue;

            AppendEscaped(_html, text.AsSpan(at..spans[i].Start));
            _html.Append("<mark>");
            AppendEscaped(_html, spans[i].Text);
            _html.Append("</mark>");
            at = spans[i].End;
        }

        AppendEscaped(_html, text.AsSpan(at..end));
        return (text[start..end], _html.ToString());
    }

    // What is no sign of HTML stays as it is: a letter of several characters in one piece.
    static void AppendEscaped(StringBuilder html, ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAny(HtmlSigns)) >= 0; text = text[(at + 1)..])
            html.Append(text[..at]).Append(text[at] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                _ => "&#x27;",
            });

        html.Append(text);
    }

    static IEnumerable<string> Lexemes(QueryTerm term) => term switch
    {
        LexemeTerm lexeme => [lexeme.Lexeme],
        PhraseTerm phrase => phrase.Words.Select(word => word.Lexeme),
        _ => [],
    };

    // Whatever stands between blanks, without the signs at its ends, and may be wanted: stemming leaves the first two letters
    // alone but for dying, which becomes die, so most spans are out.
    List<WordSpan> Candidates(string text)
    {
        var found = new List<WordSpan>();
        var folded = _folded.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; at < text.Length;)
        {
            while (at < text.Length && !char.IsLetterOrDigit(text, at))
                at++;
            var start = at;
            while (at < text.Length && IsInside(text, at))
                at += char.IsSurrogatePair(text, at) ? 2 : 1;
            if (at > start && MayBeWanted(text.AsSpan(start, at - start)))
                found.Add(new(start, at, Known(text.AsSpan(start, at - start), folded)));
        }

        return found;
    }

    string Known(ReadOnlySpan<char> span, Dictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> folded)
    {
        if (!folded.TryGetValue(span, out var text, out _))
            _folded[text = span.ToString()] = folding.Words(text);

        return text;
    }

    bool MayBeWanted(ReadOnlySpan<char> span) =>
        !char.IsAsciiLetterOrDigit(span[0]) || (span.Length > 1 && !char.IsAsciiLetterOrDigit(span[1]))
        || _beginnings.AsSpan().Contains(Beginning(span)) || _beginnings.AsSpan().Contains(Beginning(span[..1]));

    // Its two first letters, or one and nothing, as one number.
    static int Beginning(ReadOnlySpan<char> word) => (char.ToLowerInvariant(word[0]) << 16)
        | (word.Length == 1 ? default : char.ToLowerInvariant(word[1]) is 'y' ? 'i' : char.ToLowerInvariant(word[1]));

    bool IsWanted(string span)
    {
        if (!_isWanted.TryGetValue(span, out var isWanted))
            _isWanted[span] = isWanted = _folded[span].Any(IsWantedWord);

        return isWanted;
    }

    bool IsWantedWord(string word) =>
        languages.Any(language => lexemes[language, word] is { } lexeme && _wanted.Contains(lexeme))
        || _wanted.Contains(IndexKeys.Exact(word))
        || IndexKeys.ShortPrefixes(word).Any(_wanted.Contains)
        || _prefixes.Exists(prefix => word.StartsWith(prefix, StringComparison.Ordinal));

    static bool IsInside(string text, int at) =>
        char.IsLetterOrDigit(text, at)
        || CharUnicodeInfo.GetUnicodeCategory(text, at) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
        || text[at] is '#' or '+'
        || (Signs.IsApostrophe(text[at]) && at + 1 < text.Length && char.IsLetter(text, at + 1));

    // A text without blanks has no words to begin at: then a letter.
    static int StartOfWord(string text, int at)
    {
        for (var start = at; at - start < Before; start--)
            if (start == 0 || char.IsWhiteSpace(text[start - 1]))
                return start;

        return UnicodeText.Border(text, at);
    }

    static int EndOfWord(string text, int start)
    {
        var at = Math.Min(text.Length, start + Length);
        if (at == text.Length)
            return at;

        for (var end = at; end > start + (Length / 2); end--)
            if (char.IsWhiteSpace(text[end - 1]))
                return end - 1;

        var border = UnicodeText.Border(text, at);
        return border > start ? border : at - (char.IsLowSurrogate(text[at]) ? 1 : 0);
    }
}

/// <summary>A text and the words of it that may have been found.</summary>
readonly record struct MarkedText(string Text, List<WordSpan> Spans);

/// <summary>A word of a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it has ended.</param>
/// <param name="Text">The word as it is written.</param>
readonly record struct WordSpan(int Start, int End, string Text);
