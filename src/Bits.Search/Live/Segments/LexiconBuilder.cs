namespace Bits.Search.Live.Segments;

/// <summary>Builds a lexicon from lexemes in byte order.</summary>
/// <param name="capacity">The maximum number of lexemes.</param>
/// <param name="byteCapacity">The maximum total length in bytes.</param>
sealed class LexiconBuilder(int capacity, int byteCapacity)
{
    byte[] _bytes = new byte[byteCapacity];
    int[] _ends = new int[capacity];
    int[] _postingEnds = new int[capacity];
    int _count;
    int _byteCount;
    int _postings;

    /// <summary>Adds the next lexeme and its number of postings.</summary>
    public void Add(ReadOnlySpan<byte> lexeme, int postings)
    {
        lexeme.CopyTo(_bytes.AsSpan(_byteCount));
        _ends[_count] = _byteCount += lexeme.Length;
        _postingEnds[_count++] = _postings += postings;
    }

    /// <summary>Builds the lexicon, without spare capacity.</summary>
    public Lexicon Build()
    {
        Array.Resize(ref _bytes, _byteCount);
        Array.Resize(ref _ends, _count);
        Array.Resize(ref _postingEnds, _count);
        return new(_bytes, _ends, _postingEnds);
    }
}
