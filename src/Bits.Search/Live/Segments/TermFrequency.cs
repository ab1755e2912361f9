using Bits.Search.Ranking;

namespace Bits.Search.Live.Segments;

/// <summary>Occurrences in title and body, in two bytes: a vector has at most 255 positions of a lexeme.</summary>
static class TermFrequency
{
    const ushort OnceInTheTitle = 1 << 8;

    /// <summary>Counts the positions of a vector: two bytes each, the weight in the upper two bits, 3 for the title. A
    /// lexeme without positions counts once in the title.</summary>
    public static ushort Count(ReadOnlySpan<byte> positions)
    {
        if (positions.IsEmpty)
            return OnceInTheTitle;

        var (title, body) = (0, 0);
        for (var i = 0; i < positions.Length; i += sizeof(ushort))
        {
            if (positions[i] >> 6 == 3)
                title++;
            else
                body++;
        }

        return (ushort)(Math.Min(title, byte.MaxValue) << 8 | Math.Min(body, byte.MaxValue));
    }

    /// <summary>Reads the counts.</summary>
    public static Occurrences Read(ushort frequency) => new(frequency >> 8, frequency & byte.MaxValue);
}
