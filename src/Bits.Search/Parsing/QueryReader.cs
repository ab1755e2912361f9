using System.Globalization;
using Bits.Search.Text;

namespace Bits.Search.Parsing;

/// <summary>Splits the text of a query into parts. Accepts every text.</summary>
static class QueryReader
{
    /// <summary>The maximum number of words; ignores the words after them.</summary>
    public const int MaxWords = 512;

    /// <summary>Reads plain words; signs have no meaning.</summary>
    public static IReadOnlyList<QueryPart> ReadPlain(string text, TextFolding folding) =>
        [.. QueryParts.Each(folding.Read(text)).Take(MaxWords)];

    /// <summary>Reads the syntax of web search engines: <c>"in this order"</c>, <c>-without</c>, <c>this or that</c>,
    /// with any of <see cref="Signs"/>. An unclosed quote reaches to the end.</summary>
    public static IReadOnlyList<QueryPart> ReadWeb(string text, TextFolding folding)
    {
        var parts = new List<QueryPart>();
        var (words, isOr) = (0, false);
        foreach (var piece in Stretches(text))
        {
            if (piece.IsOr)
            {
                isOr = parts.Count > 0;
                continue;
            }

            var folded = folding.Read(text[piece.Start..piece.End]);
            if (folded.Words.Count > 0)
                parts.AddRange(Parts(folded, piece, isOr).Take(MaxWords - words));
            words += folded.Words.Count;
            if (words > MaxWords)
                break;
            isOr = false;
        }

        return parts;
    }

    // An unquoted compound such as full-time is its words; after - or OR it is one part.
    static IEnumerable<QueryPart> Parts(FoldedText words, Piece piece, bool isOr) =>
        piece.IsQuoted || piece.IsExcluded || isOr
            ? [QueryParts.Whole(words) with { IsExcluded = piece.IsExcluded, IsOr = isOr }]
            : QueryParts.Each(words);

    // Reads plain words together, since some belong together: R & D, 98765 43210. A word after OR stands by itself.
    static IEnumerable<Piece> Stretches(string text)
    {
        Piece? stretch = null;
        var isBehindOr = false;
        foreach (var piece in Pieces(text))
        {
            var isPlain = piece is { IsQuoted: false, IsExcluded: false, IsOr: false } && !isBehindOr;
            if (stretch is not null && !isPlain)
            {
                yield return stretch.Value;
                stretch = null;
            }
            if (isPlain)
                stretch = piece with { Start = stretch?.Start ?? piece.Start };
            else
                yield return piece;
            isBehindOr = piece.IsOr;
        }

        if (stretch is not null)
            yield return stretch.Value;
    }

    static IEnumerable<Piece> Pieces(string text)
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

            yield return new(
                start, end, quotation is not null, excluded,
                IsOr: quotation is null && !excluded && IsOr(text[start..end]));
            at = next;
        }
    }

    static bool IsOr(string word) => word is "or" or "OR" or "Or" or "|";

    // Input methods add direction marks beside letters of the other direction.
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

    readonly record struct Piece(int Start, int End, bool IsQuoted, bool IsExcluded, bool IsOr);
}
