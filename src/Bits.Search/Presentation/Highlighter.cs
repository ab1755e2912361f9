using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Bits.Search.Ranking;
using Bits.Search.Text;
using Npgsql;

namespace Bits.Search.Presentation;

/// <summary>Cuts snippets out of the texts of one page and marks the words that were found.</summary>
sealed class Highlighter(ParsedQuery query, TextFolding folding, WordLexemes lexemes, IReadOnlyList<string> languages)
{
    const int Length = 200;
    static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    const int Before = 60; // shown in front of the first word that was found

    readonly HashSet<string> _wanted = [.. query.Terms.SelectMany(Lexemes)];
    readonly List<string> _prefixes = [.. query.Terms.OfType<PrefixTerm>().Select(term => term.Prefix[1..])];
    readonly HashSet<(char, char)> _beginnings = []; // two letters, or one and nothing
    readonly Dictionary<string, string[]> _folded = []; // the words of each span that can be a wanted one
    readonly Dictionary<string, List<(int Start, int End, string Span)>> _spans = []; // of each text

    /// <summary>Asks for the lexemes of the words that can be the wanted ones, in one round trip for all texts.</summary>
    public ValueTask PrepareAsync(NpgsqlConnection db, IEnumerable<string> texts, CancellationToken ct)
    {
        _beginnings.UnionWith(_wanted.Select(lexeme => Beginning(lexeme.AsSpan(lexeme.Length > 1 && lexeme[0] is '=' or '^' ? 1 : 0))));
        _beginnings.UnionWith(_prefixes.Select(prefix => Beginning(prefix)));
        foreach (var text in texts.Distinct())
            _spans[text] = Candidates(text);

        return lexemes.LearnAsync(db, languages, [.. _folded.Values.SelectMany(words => words)], ct);
    }

    /// <summary>The part around the first word that was found: as plain text, and as HTML.</summary>
    /// <param name="text">One that was given to <see cref="PrepareAsync"/>.</param>
    public (string Plain, string Html) Cut(string text)
    {
        var hits = _spans[text].Where(span => _folded[span.Span].Any(IsWanted)).ToList();
        var start = hits.Count == 0 ? 0 : StartOfWord(text, Math.Max(0, hits[0].Start - Before));
        var end = EndOfWord(text, Math.Min(text.Length, start + Length));

        var html = new StringBuilder(2 * Length);
        var at = start;
        foreach (var hit in hits.TakeWhile(hit => hit.End <= end))
        {
            AppendEscaped(html, text.AsSpan(at..hit.Start));
            html.Append("<mark>");
            AppendEscaped(html, hit.Span);
            html.Append("</mark>");
            at = hit.End;
        }

        AppendEscaped(html, text.AsSpan(at..end));
        return (text[start..end], html.ToString());
    }

    static void AppendEscaped(StringBuilder html, ReadOnlySpan<char> text)
    {
        Span<char> part = stackalloc char[Length];
        while (!text.IsEmpty)
        {
            Html.Encode(text, part, out var read, out var written);
            html.Append(part[..written]);
            text = text[read..];
        }
    }

    static IEnumerable<string> Lexemes(QueryTerm term) => term switch
    {
        LexemeTerm lexeme => [lexeme.Lexeme],
        PhraseTerm phrase => phrase.Words.Select(word => word.Lexeme),
        _ => [],
    };

    // Whatever stands between blanks, without the signs at its ends, and may be wanted: stemming leaves the first two letters
    // alone but for dying, which becomes die, so most spans are out.
    List<(int Start, int End, string Span)> Candidates(string text)
    {
        var found = new List<(int, int, string)>();
        var folded = _folded.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; at < text.Length;)
        {
            while (at < text.Length && !char.IsLetterOrDigit(text[at]))
                at++;
            var start = at;
            while (at < text.Length && IsInside(text, at))
                at++;
            if (at > start && MayBeWanted(text.AsSpan(start, at - start)))
                found.Add((start, at, Known(text.AsSpan(start, at - start), folded)));
        }

        return found;
    }

    string Known(ReadOnlySpan<char> span, Dictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> folded)
    {
        if (!folded.TryGetValue(span, out var text, out _))
            _folded[text = span.ToString()] = folding.Words(text);

        return text;
    }

    bool MayBeWanted(ReadOnlySpan<char> span)
    {
        var (first, second) = Beginning(span);
        return !char.IsAsciiLetterOrDigit(first) || !(second == default || char.IsAsciiLetterOrDigit(second))
            || _beginnings.Contains((first, second)) || _beginnings.Contains((first, default));
    }

    static (char First, char Second) Beginning(ReadOnlySpan<char> word) =>
        (char.ToLowerInvariant(word[0]), word.Length == 1 ? default : char.ToLowerInvariant(word[1]) is 'y' ? 'i' : char.ToLowerInvariant(word[1]));

    bool IsWanted(string word) =>
        languages.Any(language => lexemes[language, word] is { } lexeme && _wanted.Contains(lexeme))
        || _wanted.Contains(IndexKeys.Exact(word))
        || (word.Length >= IndexKeys.MinPrefix && _wanted.Contains(IndexKeys.ShortPrefix(word[..IndexKeys.MinPrefix])))
        || (word.Length > IndexKeys.MinPrefix && _wanted.Contains(IndexKeys.ShortPrefix(word[..(IndexKeys.MinPrefix + 1)])))
        || _prefixes.Exists(prefix => word.StartsWith(prefix, StringComparison.Ordinal));

    static bool IsInside(string text, int at) =>
        char.IsLetterOrDigit(text[at]) || char.IsSurrogate(text[at])
        || char.GetUnicodeCategory(text[at]) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark
        || text[at] is '#' or '+'
        || (text[at] is '\'' or '’' && at + 1 < text.Length && char.IsLetter(text[at + 1]));

    static int StartOfWord(string text, int at)
    {
        while (at > 0 && !char.IsWhiteSpace(text[at - 1]))
            at--;

        return at;
    }

    static int EndOfWord(string text, int at)
    {
        if (at == text.Length)
            return at;

        var end = text.LastIndexOf(' ', at - 1, Math.Min(at, Length / 2));
        return end > 0 ? end : at - (char.IsHighSurrogate(text[at - 1]) ? 1 : 0);
    }
}
