namespace Bits.Matching.Simplex;

/// <summary>Prices all pairs: finds those that the prices so far do not cover, so that they could add value.</summary>
sealed class DensePricing(MatchingProblem problem, Lottery lottery)
{
    const int PerMentee = 32;

    readonly int[] _row = new int[problem.Mentors];
    readonly int[] _prices = new int[problem.Mentors];
    readonly int[] _mentees = Order(lottery.Mentees);

    // The worst of those kept comes first: by what the pair would gain, then by the draw.
    readonly PriorityQueue<int, (long Gain, int Place)> _best = new();

    /// <summary>Adds the best uncovered pairs of each mentee.</summary>
    /// <returns>Whether there was one: if not, the prices prove the optimum over all pairs.</returns>
    public bool Add(NetworkSimplex simplex, CancellationToken ct)
    {
        for (var mentor = 0; mentor < _prices.Length; mentor++)
            _prices[mentor] = simplex.Price(mentor);

        var isAdded = false;
        foreach (var mentee in _mentees)
        {
            ct.ThrowIfCancellationRequested();
            problem.ReadRow(mentee, _row);
            Select(simplex.Gain(mentee), lottery.Mentors);
            isAdded |= _best.Count > 0;
            while (_best.TryDequeue(out var mentor, out _))
                simplex.Add(mentee, mentor, _row[mentor]);
        }

        return isAdded;
    }

    void Select(int gain, int[] places)
    {
        for (var mentor = 0; mentor < _row.Length; mentor++)
            if (_row[mentor] - _prices[mentor] is var offer && offer > gain)
            {
                if (_best.Count < PerMentee)
                    _best.Enqueue(mentor, (offer, -places[mentor]));
                else
                    _best.EnqueueDequeue(mentor, (offer, -places[mentor]));
            }
    }

    static int[] Order(int[] places)
    {
        var order = new int[places.Length];
        for (var mentee = 0; mentee < places.Length; mentee++)
            order[places[mentee]] = mentee;
        return order;
    }
}
