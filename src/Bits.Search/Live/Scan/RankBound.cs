using Bits.Search.Ranking;

namespace Bits.Search.Live.Scan;

/// <summary>Computes the minimum sum of impacts for a document to reach a rank.</summary>
sealed class RankBound(QueryPlan plan)
{
    // Sums are rounded up already; covers the rounding of the multiplications here.
    const double Slack = 0.001;

    readonly SearchBoosts _boosts = plan.Query.Scoring.Boosts;
    double _recency = 1;
    int _rank = -1;

    /// <summary>Gets the minimum for a document with affinity, from 1.</summary>
    public int Min { get; private set; }

    /// <summary>Gets the minimum for a document without affinity, from 1.</summary>
    public int MinWithoutAffinity { get; private set; }

    /// <summary>Starts a window whose newest document was written at this time, and computes its minimum.</summary>
    public void Enter(DateTimeOffset newest, int minRank)
    {
        var best = new DocumentFacts(Lengths: default, Quality: 0, newest, HasAffinity: false);
        _recency = _boosts.Factor(best, plan.Query.Scoring.Now);
        _rank = -1;
        Raise(minRank);
    }

    /// <summary>Raises the minimum rank.</summary>
    public void Raise(int minRank)
    {
        if (minRank == _rank)
            return;

        _rank = minRank;
        var needed = plan.UnitsOf(minRank) * _boosts.Max / (_recency * (1 + _boosts.Quality));
        MinWithoutAffinity = Units(needed);
        Min = Units(needed / (1 + _boosts.Affinity));
    }

    static int Units(double needed) => (int)Math.Clamp(Math.Ceiling(needed - Slack), 1, ushort.MaxValue);
}
