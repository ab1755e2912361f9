using System.Buffers;
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
    const int Ascii = 128;
    static readonly SearchValues<char> HtmlSigns = SearchValues.Create("&<>\"'");

    const int Before = 60; // shown in front of the first word that was found

    readonly HashSet<string> _wanted = [.. query.Terms.SelectMany(Lexemes)];
    readonly List<string> _prefixes = [.. query.Terms.OfType<PrefixTerm>().Select(term => IndexKeys.Word(term.Prefix))];
    readonly HashSet<string> _words = []; // folded words that can be a wanted one
    readonly List<FoldedWord> _folded = []; // of the text that is read
    readonly Dictionary<string, bool> _isWanted = []; // of those that were looked at
    readonly StringBuilder _html = new(2 * Length);
    readonly bool[] _beginnings = new bool[Ascii * Ascii]; // of what is wanted

    /// <summary>Finds the words that can be the wanted ones, and asks for their lexemes in one round trip for all texts.</summary>
    public async ValueTask<IReadOnlyList<MarkedText>> PrepareAsync(NpgsqlConnection db, IEnumerable<string> texts, CancellationToken ct)
    {
        foreach (var word in _wanted.Select(IndexKeys.Word).Concat(_prefixes).Where(word => char.IsAscii(word[0])))
            _beginnings[word.Length > 1 && !char.IsAscii(word[1]) ? Beginning(word.AsSpan(0, 1)) : Beginning(word)] = true;
        var marked = texts.Select(text => new MarkedText(text, Candidates(text))).ToList();
        await lexemes.LearnAsync(db, languages, _words, ct).ConfigureAwait(false);
        return marked;
    }

    /// <summary>Returns the part around the first word that was found: as plain text, and as HTML.</summary>
    public (string Plain, string Html) Cut(MarkedText marked)
    {
        var (text, spans) = marked;
        var first = spans.FindIndex(IsWanted);
        var start = first < 0 ? 0 : StartOfWord(text, Math.Max(0, spans[first].Start - Before));
        var end = EndOfWord(text, start);

        _html.Clear();
        var at = start;
        foreach (var (from, to) in Marks(text, spans, first, start..end))
        {
            AppendEscaped(_html, text.AsSpan(at..from));
            _html.Append("<mark>");
            AppendEscaped(_html, text.AsSpan(from..to));
            _html.Append("</mark>");
            at = to;
        }

        AppendEscaped(_html, text.AsSpan(at..end));
        return (text[start..end], _html.ToString());
    }

    // Words that overlap, such as those of a script without blanks, are one mark.
    IEnumerable<(int From, int To)> Marks(string text, List<WordSpan> spans, int first, Range shown)
    {
        var (from, to) = (0, 0);
        for (var i = first; i >= 0 && i < spans.Count; i++)
        {
            if (!IsWanted(spans[i]))
                continue;
            var start = Math.Max(shown.Start.Value, UnicodeText.Border(text, spans[i].Start));
            var stop = UnicodeText.BorderAfter(text, EndOf(spans[i]));
            if (stop > shown.End.Value)
                break;
            if (start >= to && to > 0)
                yield return (from, to);
            from = start >= to ? start : Math.Min(from, start);
            to = Math.Max(to, stop);
        }

        if (to > 0)
            yield return (from, to);
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

    // Stemming leaves the first two letters alone but for dying, which becomes die, so most words are out.
    List<WordSpan> Candidates(string text)
    {
        var (found, folded) = (new List<WordSpan>(), folding.Read(text, _folded));
        for (var i = 0; i < folded.Words.Count; i++)
            if (folded.Words[i] is var word && MayBeWanted(word.In(folded.Plain.Text)))
            {
                var (start, end) = folded.Source(word, word);
                var firstEnd = word.Kind == FoldedKind.Pair ? folded.Plain.Source(folded.Words[i + 1].Start) : end;
                found.Add(new(start, end, firstEnd, Known(word.In(folded.Plain.Text))));
            }

        foreach (var form in folded.Forms)
            if (MayBeWanted(form.Text))
            {
                var (start, end) = folded.Source(folded.Words[form.First], folded.Words[form.Last]);
                found.Add(new(start, end, end, Known(form.Text)));
            }

        if (folded.Forms.Count > 0)
            found.Sort((one, other) => one.Start.CompareTo(other.Start));
        return found;
    }

    string Known(ReadOnlySpan<char> word)
    {
        if (!_words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var known))
            _words.Add(known = word.ToString());

        return known;
    }

    bool MayBeWanted(ReadOnlySpan<char> word) =>
        !char.IsAscii(word[0]) || (word.Length > 1 && !char.IsAscii(word[1])) || _beginnings[Beginning(word)] || _beginnings[Beginning(word[..1])];

    // Its two first letters, or one and nothing, as one number.
    static int Beginning(ReadOnlySpan<char> word) => (word[0] * Ascii) + (word.Length == 1 ? default : word[1] is 'y' ? 'i' : word[1]);

    bool IsWanted(WordSpan span)
    {
        if (!_isWanted.TryGetValue(span.Word, out var isWanted))
            _isWanted[span.Word] = isWanted = IsWantedWord(span.Word) || _prefixes.Exists(prefix => span.Word.StartsWith(prefix, StringComparison.Ordinal));

        return isWanted;
    }

    // Of two letters that stand together the second one is not what was looked for.
    int EndOf(WordSpan span) => span.FirstLetterEnd == span.End || IsWantedWord(span.Word) ? span.End : span.FirstLetterEnd;

    bool IsWantedWord(string word) =>
        languages.Any(language => lexemes[language, word] is { } lexeme && _wanted.Contains(lexeme))
        || _wanted.Contains(IndexKeys.Exact(word))
        || IndexKeys.ShortPrefixes(word).Any(_wanted.Contains);

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
/// <param name="FirstLetterEnd">Where the first of two letters has ended in a script without blanks; else where the word has.</param>
/// <param name="Word">The word as it is compared.</param>
readonly record struct WordSpan(int Start, int End, int FirstLetterEnd, string Word);
