using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>What a sum of impacts needs at least, so that its document can still reach the rank that is asked for.</summary>
sealed class RankBound(QueryPlan plan)
{
    // A sum is rounded up already; this much covers the last bit of the multiplications here.
    const double Slack = 0.001;

    readonly double _quality = plan.Query.Scoring.Boosts.Quality;
    readonly double _affinity = 1 + plan.Query.Scoring.Boosts.Affinity;
    double _recency = 1;
    double _needed;
    int _rank = -1;

    /// <summary>No document of what follows was written later than this; what it needs for the rank is measured anew.
    /// </summary>
    public void Enter(DateTimeOffset newest, int leastRank)
    {
        var (boosts, now) = (plan.Query.Scoring.Boosts, plan.Query.Scoring.Now);
        var best = new DocumentFacts(Length: 0, Quality: 1, newest, HasAffinity: true);
        _recency = boosts.Factor(best, now) / ((1 + _quality) * _affinity);
        _rank = -1;
        Raise(leastRank);
    }

    /// <summary>Asks for a higher rank.</summary>
    public void Raise(int leastRank)
    {
        if (leastRank == _rank)
            return;

        _rank = leastRank;
        _needed = (plan.UnitsOf(leastRank) * plan.Query.Scoring.Boosts.Most / _recency) - Slack;
    }

    /// <summary>The sum that a document of the highest quality and with affinity needs.</summary>
    public int Least => Math.Max(1, (int)Math.Min(ushort.MaxValue, _needed / ((1 + _quality) * _affinity)));

    /// <summary>Whether a document with this sum and no more than this quality, in 255ths, can reach the rank with affinity:
    /// the first question, since it is the cheapest.</summary>
    public bool CouldReach(int units, byte quality) =>
        units * (1 + (_quality / byte.MaxValue * quality)) * _affinity >= _needed;

    /// <summary>Whether a document with this sum can reach the rank.</summary>
    public bool CanReach(int units, float quality, bool hasAffinity) =>
        units * (1 + _quality * quality) * (hasAffinity ? _affinity : 1) >= _needed;
}
