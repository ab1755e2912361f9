using Bits.Search.Ranking;

namespace Bits.Search;

/// <summary>Weighs what counts besides the words. Each value multiplies the rank by up to 1 + the value.</summary>
public sealed record SearchBoosts
{
    /// <summary>Gets the boost for <see cref="SearchDocument.Quality"/>, from 0. Default 0.3.</summary>
    public double Quality { get; init; } = 0.3;

    /// <summary>Gets the boost for a document written now, from 0; it halves every <see cref="RecencyHalfLife"/>. Default
    /// 0.1.</summary>
    public double Recency { get; init; } = 0.1;

    /// <summary>Gets the half-life of the boost for recency. Default 30 days.</summary>
    public TimeSpan RecencyHalfLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Gets the boost for a document of a scope that the caller shares, such as their group, from 0. Default 0.1.
    /// </summary>
    public double Affinity { get; init; } = 0.1;

    internal double Max => (1 + Quality) * (1 + Recency) * (1 + Affinity);

    internal double Factor(in DocumentFacts facts, DateTimeOffset now)
    {
        var age = Math.Max(0, (now - facts.UpdatedAt) / RecencyHalfLife);
        return (1 + Quality * facts.Quality)
            * (1 + Recency * double.Exp2(-age))
            * (1 + (facts.HasAffinity ? Affinity : 0));
    }
}
