using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>Occurrences in two bytes: no vector has more than 255 positions of a lexeme.</summary>
static class TermFrequency
{
    const ushort OnceInTheTitle = 1 << 8;

    /// <summary>Counts positions as a vector has them: two bytes each, the weight in the upper two bits, 3 for the title.
    /// A lexeme without any counts once in the title.</summary>
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

    /// <summary>The counts.</summary>
    public static Occurrences Read(ushort frequency) => new(frequency >> 8, frequency & byte.MaxValue);
}
