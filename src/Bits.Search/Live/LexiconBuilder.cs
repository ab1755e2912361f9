namespace Bits.Search.Live;

/// <summary>Takes lexemes in their order.</summary>
/// <param name="capacity">How many there will be at most.</param>
/// <param name="byteCapacity">How many bytes they will have at most.</param>
sealed class LexiconBuilder(int capacity, int byteCapacity)
{
    byte[] _bytes = new byte[byteCapacity];
    int[] _ends = new int[capacity];
    int[] _postingEnds = new int[capacity];
    int _count;
    int _byteCount;
    int _postings;

    /// <summary>Adds the next lexeme, with how many postings it has.</summary>
    public void Add(ReadOnlySpan<byte> lexeme, int postings)
    {
        lexeme.CopyTo(_bytes.AsSpan(_byteCount));
        _ends[_count] = _byteCount += lexeme.Length;
        _postingEnds[_count++] = _postings += postings;
    }

    /// <summary>Makes the lexicon; no room is left in it.</summary>
    public Lexicon Build()
    {
        Array.Resize(ref _bytes, _byteCount);
        Array.Resize(ref _ends, _count);
        Array.Resize(ref _postingEnds, _count);
        return new(_bytes, _ends, _postingEnds);
    }
}
