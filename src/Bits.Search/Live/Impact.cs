using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>What one posting can add to a rank, in a byte: rounded up, so that a sum of them is never less than the rank
/// itself.</summary>
static class Impact
{
    /// <summary>Stands for the most that any posting can add.</summary>
    public const int Most = byte.MaxValue;

    /// <summary>The impact of a posting in documents whose average length is as given.</summary>
    public static byte Of(ushort frequency, int length, double averageLength) =>
        (byte)Math.Ceiling(Bm25F.Saturation(TermFrequency.Read(frequency), Bm25F.Norm(length, averageLength)) * Most);
}
