namespace Bits.Search.Live;

/// <summary>The postings of a segment, a column for each thing.</summary>
sealed class PostingColumns(int count)
{
    /// <summary>The document.</summary>
    public int[] Documents { get; } = new int[count];

    /// <summary>How often the lexeme occurs in it, see <see cref="TermFrequency"/>.</summary>
    public ushort[] Frequencies { get; } = new ushort[count];

    /// <summary>What it adds to a rank at most, see <see cref="Impact"/>.</summary>
    public byte[] Impacts { get; } = new byte[count];

    /// <summary>How many there are.</summary>
    public int Count => Documents.Length;

    /// <summary>What they occupy.</summary>
    public long Bytes => (long)Count * (sizeof(int) + sizeof(ushort) + sizeof(byte));
}
