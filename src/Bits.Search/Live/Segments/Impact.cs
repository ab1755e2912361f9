using Bits.Search.Ranking;

namespace Bits.Search.Live.Segments;

/// <summary>The maximum that one posting can add to a rank, in a byte: its saturation times the factor of its
/// document's quality, rounded up. A sum of impacts is therefore never below the rank.</summary>
/// <remarks>Includes the quality, so that a scan skips nearly all postings of a common word without reading their
/// documents. Uses the default boost, since callers may have other boosts; <see cref="Growth"/> corrects the
/// difference.</remarks>
static class Impact
{
    /// <summary>The maximum impact.</summary>
    public const int Max = byte.MaxValue;

    static readonly double Quality = new SearchBoosts().Quality;

    /// <summary>Returns the impact of a posting of a document.</summary>
    public static byte Of(ushort frequency, in FieldWeights weights, float quality) => (byte)Math.Ceiling(
        Bm25F.Saturation(TermFrequency.Read(frequency), weights) * (1 + Quality * quality) / (1 + Quality) * Max);

    /// <summary>Returns the maximum factor of an impact under another boost for quality.</summary>
    public static double Growth(double quality) => Math.Max(1, (1 + Quality) / (1 + quality));
}
