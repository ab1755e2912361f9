using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>What one posting can add to a rank, in a byte: its saturation times what the quality of its document makes of it, rounded
/// up, so that a sum of them is never less than the rank itself.</summary>
/// <remarks>Quality lies in the posting so that of a common word nearly all are passed over without a look at their documents.
/// It is measured by the default boost, since an index serves callers with boosts of their own: <see cref="Growth"/> makes up for
/// the difference.</remarks>
static class Impact
{
    /// <summary>Stands for the most that any posting can add.</summary>
    public const int Most = byte.MaxValue;

    static readonly double Quality = new SearchBoosts().Quality;

    /// <summary>The impact of a posting of a document.</summary>
    public static byte Of(ushort frequency, in FieldWeights weights, float quality) => (byte)Math.Ceiling(
        Bm25F.Saturation(TermFrequency.Read(frequency), weights) * (1 + Quality * quality) / (1 + Quality) * Most);

    /// <summary>How many times its impact a posting can add where the boost for quality is another.</summary>
    public static double Growth(double quality) => Math.Max(1, (1 + Quality) / (1 + quality));
}
