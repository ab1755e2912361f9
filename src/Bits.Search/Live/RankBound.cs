using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>What a sum of impacts needs at least, so that its document can still reach the rank that is asked for.</summary>
sealed class RankBound(QueryPlan plan)
{
    // A sum is rounded up already; this much covers the last bit of the multiplications here.
    const double Slack = 0.001;

    readonly SearchBoosts _boosts = plan.Query.Scoring.Boosts;
    double _recency = 1;
    int _rank = -1;

    /// <summary>What a document with affinity needs, at least 1.</summary>
    public int Least { get; private set; }

    /// <summary>What a document without affinity needs, at least 1.</summary>
    public int LeastWithoutAffinity { get; private set; }

    /// <summary>No document of what follows was written later than this; what it needs for the rank is measured anew.
    /// </summary>
    public void Enter(DateTimeOffset newest, int leastRank)
    {
        var best = new DocumentFacts(Lengths: default, Quality: 0, newest, HasAffinity: false);
        _recency = _boosts.Factor(best, plan.Query.Scoring.Now);
        _rank = -1;
        Raise(leastRank);
    }

    /// <summary>Asks for a higher rank.</summary>
    public void Raise(int leastRank)
    {
        if (leastRank == _rank)
            return;

        _rank = leastRank;
        var needed = plan.UnitsOf(leastRank) * _boosts.Most / (_recency * (1 + _boosts.Quality));
        LeastWithoutAffinity = Units(needed);
        Least = Units(needed / (1 + _boosts.Affinity));
    }

    static int Units(double needed) => (int)Math.Clamp(Math.Ceiling(needed - Slack), 1, ushort.MaxValue);
}
