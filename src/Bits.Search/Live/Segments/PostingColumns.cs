namespace Bits.Search.Live.Segments;

/// <summary>The postings of a segment, one column per field.</summary>
sealed class PostingColumns(int count)
{
    /// <summary>Gets the document.</summary>
    public int[] Documents { get; } = new int[count];

    /// <summary>Gets the occurrences of the lexeme in the document; see <see cref="TermFrequency"/>.</summary>
    public ushort[] Frequencies { get; } = new ushort[count];

    /// <summary>Gets the maximum that the posting adds to a rank; see <see cref="Impact"/>.</summary>
    public byte[] Impacts { get; } = new byte[count];

    /// <summary>Gets the number of postings.</summary>
    public int Count => Documents.Length;

    /// <summary>Gets the memory in bytes.</summary>
    public long Bytes => (long)Count * (sizeof(int) + sizeof(ushort) + sizeof(byte));
}
