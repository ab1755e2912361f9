namespace Bits.Search.Live.Segments;

/// <summary>The lexemes of a segment in byte order, and the ranges of their postings.</summary>
/// <param name="bytes">The lexemes, concatenated, in UTF-8.</param>
/// <param name="ends">The end of each lexeme in <paramref name="bytes"/>.</param>
/// <param name="postingEnds">The end of each lexeme's postings.</param>
sealed class Lexicon(byte[] bytes, int[] ends, int[] postingEnds)
{
    /// <summary>Gets the number of lexemes.</summary>
    public int Count => ends.Length;

    /// <summary>Gets the memory in bytes.</summary>
    public long Bytes => bytes.Length + (((long)ends.Length + postingEnds.Length) * sizeof(int));

    /// <summary>Gets a lexeme, in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int number] => bytes.AsSpan()[Start(ends, number)..ends[number]];

    /// <summary>Gets the total length of the lexemes in bytes.</summary>
    public int TextBytes => bytes.Length;

    /// <summary>Returns the range of a lexeme's postings.</summary>
    public (int Start, int End) Postings(int number) => (Start(postingEnds, number), postingEnds[number]);

    /// <summary>Returns the number of a lexeme; for an unknown one, the complement of the number of the next one.</summary>
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

    /// <summary>Returns the range of the lexemes with a prefix.</summary>
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
