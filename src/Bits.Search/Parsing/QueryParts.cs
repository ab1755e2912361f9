using Bits.Search.Text;

namespace Bits.Search.Parsing;

/// <summary>Makes the pieces of a query of folded words.</summary>
static class QueryParts
{
    // A sentence in a script without blanks is looked for by so many pairs of letters.
    const int MaxPairs = 64;

    /// <summary>Words of which each counts by itself; what stands together in a script without blanks is one piece.</summary>
    public static IEnumerable<QueryPart> Each(FoldedText text)
    {
        for (var i = 0; i < text.Words.Count;)
        {
            var end = i;
            while (text.Words[end].Kind == FoldedKind.Pair)
                end++;

            yield return Of(text, i, end == i ? i + 1 : end);
            i = end + 1;
        }
    }

    /// <summary>All words in one piece, in this order.</summary>
    public static QueryPart Whole(FoldedText text)
    {
        var endsInPair = text.Words is [.., { Kind: FoldedKind.Pair }, { Kind: FoldedKind.LastLetter }];
        return Of(text, 0, text.Words.Count - (endsInPair ? 1 : 0));
    }

    static QueryPart Of(FoldedText text, int from, int end)
    {
        var words = Enumerable.Range(from, Math.Min(end - from, MaxPairs)).Select(i => text[text.Words[i]].ToString()).ToArray();
        return new(words, IsPhrase: words.Length > 1) { IsLetter = words.Length == 1 && text.Words[from].Kind == FoldedKind.LastLetter };
    }
}
