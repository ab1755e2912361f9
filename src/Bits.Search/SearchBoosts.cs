using Bits.Search.Ranking;

namespace Bits.Search;

/// <summary>What counts besides the words: each multiplies the rank of a document by up to 1 + its value.</summary>
public sealed record SearchBoosts
{
    /// <summary>For quality, which writers give as 0 to 1. Default 0.3, from 0.</summary>
    public double Quality { get; init; } = 0.3;

    /// <summary>For a document written now; half as much after each <see cref="RecencyHalfLife"/>. Default 0.1, from 0.
    /// </summary>
    public double Recency { get; init; } = 0.1;

    /// <summary>When the boost for recency has halved. Default 30 days.</summary>
    public TimeSpan RecencyHalfLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>For a document of an audience that is closer to the caller than everybody, such as their group. Default
    /// 0.1, from 0.</summary>
    public double Affinity { get; init; } = 0.1;

    internal double Most => (1 + Quality) * (1 + Recency) * (1 + Affinity);

    internal double Factor(in DocumentFacts facts, DateTimeOffset now)
    {
        var age = Math.Max(0, (now - facts.UpdatedAt) / RecencyHalfLife);
        return (1 + Quality * facts.Quality)
            * (1 + Recency * double.Exp2(-age))
            * (1 + (facts.HasAffinity ? Affinity : 0));
    }
}
