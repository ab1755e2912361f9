using System.Globalization;
using Bits.Search.Text;

namespace Bits.Search.Parsing;

/// <summary>Takes a query apart. Every text is a query; none is an error.</summary>
static class QueryReader
{
    /// <summary>Words that are looked at, at most; what is behind them is not.</summary>
    public const int MaxWords = 512;

    /// <summary>Plain words: signs mean nothing.</summary>
    public static IReadOnlyList<QueryPart> ReadPlain(string text, TextFolding folding) =>
        [.. QueryParts.Each(folding.Read(text)).Take(MaxWords)];

    /// <summary>The syntax of web search engines: <c>"in this order"</c>, <c>-without</c>, <c>this or that</c>, with any of
    /// <see cref="Signs"/>. A quote that is not closed reaches to the end.</summary>
    public static IReadOnlyList<QueryPart> ReadWeb(string text, TextFolding folding)
    {
        var parts = new List<QueryPart>();
        var (words, isOr) = (0, false);
        foreach (var (piece, quoted, excluded) in Pieces(text))
        {
            if (!quoted && !excluded && piece is "or" or "OR" or "Or" or "|")
            {
                isOr = parts.Count > 0;
                continue;
            }

            var folded = folding.Read(piece);
            words += folded.Words.Count;
            if (words > MaxWords)
                break;
            if (folded.Words.Count > 0)
                parts.AddRange(Parts(folded, quoted, excluded, isOr));
            isOr = false;
        }

        return parts;
    }

    // An unquoted piece of several words, such as full-time, is those words; behind - or OR it is one thing.
    static IEnumerable<QueryPart> Parts(FoldedText words, bool quoted, bool excluded, bool isOr) =>
        quoted || excluded || isOr
            ? [QueryParts.Whole(words) with { IsExcluded = excluded, IsOr = isOr }]
            : QueryParts.Each(words);

    static IEnumerable<(string Text, bool Quoted, bool Excluded)> Pieces(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (IsBetween(text[at]))
            {
                at++;
                continue;
            }

            var excluded = Signs.IsDash(text[at]) && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
            at += excluded ? 1 : 0;
            var quotation = Quotation(text, at);
            var (start, end, next) = quotation ?? Word(text, at);

            yield return (text[start..end], quotation is not null, excluded);
            at = next;
        }
    }

    // Direction marks come with what was typed or pasted beside letters of another direction.
    static bool IsBetween(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    static (int Start, int End, int Next)? Quotation(string text, int at)
    {
        var end = at + 1;
        if (Signs.IsQuote(text[at]))
            while (end < text.Length && !Signs.IsQuote(text[end]))
                end++;
        else if (!Signs.IsSingleQuote(text[at]) || (end = ClosingSingleQuote(text, end)) < 0)
            return null;

        return (at + 1, end, Math.Min(end + 1, text.Length));
    }

    static int ClosingSingleQuote(string text, int from)
    {
        for (var at = from + 1; at < text.Length; at++)
            if (text[at] is '’' or '‘' && (at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1])))
                return at;

        return -1;
    }

    static (int Start, int End, int Next) Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end])
               && (end == at || !Signs.IsQuote(text[end]) || SemiticScript.IsInAbbreviation(text, end)))
            end++;

        return (at, end, end);
    }
}
