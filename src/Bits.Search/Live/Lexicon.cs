namespace Bits.Search.Live;

/// <summary>The lexemes of a segment in the order of their bytes, and where their postings are.</summary>
/// <param name="bytes">All lexemes, one after the other, in UTF-8.</param>
/// <param name="ends">Where in <paramref name="bytes"/> each ends.</param>
/// <param name="postingEnds">Where in the postings those of each end.</param>
sealed class Lexicon(byte[] bytes, int[] ends, int[] postingEnds)
{
    /// <summary>How many lexemes there are.</summary>
    public int Count => ends.Length;

    /// <summary>What they occupy.</summary>
    public long Bytes => bytes.Length + (((long)ends.Length + postingEnds.Length) * sizeof(int));

    /// <summary>A lexeme, in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int number] => bytes.AsSpan()[Start(ends, number)..ends[number]];

    /// <summary>How many bytes the lexemes have together.</summary>
    public int TextBytes => bytes.Length;

    /// <summary>Where the postings of a lexeme are.</summary>
    public (int Start, int End) Postings(int number) => (Start(postingEnds, number), postingEnds[number]);

    /// <summary>The number of a lexeme; where there is none, the complement of the number of the next one.</summary>
    public int Find(ReadOnlySpan<byte> lexeme)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = this[middle].SequenceCompareTo(lexeme);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    /// <summary>The numbers of the lexemes that begin so.</summary>
    public (int Start, int End) FindPrefix(ReadOnlySpan<byte> prefix)
    {
        var first = Find(prefix);
        if (first < 0)
            first = ~first;

        var (low, high) = (first, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].StartsWith(prefix))
                low = middle + 1;
            else
                high = middle;
        }

        return (first, low);
    }

    static int Start(int[] ends, int number) => number == 0 ? 0 : ends[number - 1];
}
