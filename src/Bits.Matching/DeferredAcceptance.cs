namespace Bits.Matching;

/// <summary>Deferred acceptance of Gale and Shapley with capacities: mentees propose, mentors keep the best so far.</summary>
/// <remarks>A mentor only becomes more choosy, so a mentor who would refuse now would have refused before. That is why a
/// mentee needs no list of past refusals: the next proposal goes to the best mentor who would accept now.</remarks>
sealed class DeferredAcceptance
{
    readonly MatchingProblem _problem;
    readonly Lottery _lottery;
    readonly int[] _row;
    readonly SortedSet<Held>[] _held;

    // The worst proposal that each mentor holds, which a new one has to beat; of a mentor with places left, and of one
    // without any place, one that every proposal beats, or that no proposal does.
    readonly int[] _worstScore;
    readonly int[] _worstPlace;

    DeferredAcceptance(MatchingProblem problem, Lottery lottery)
    {
        (_problem, _lottery, _row) = (problem, lottery, new int[problem.Mentors]);
        _held = [.. problem.Capacities.Select(_ => new SortedSet<Held>())];
        _worstScore = [.. problem.Capacities.Select(capacity => capacity > 0 ? Score.None : Score.Max)];
        _worstPlace = [.. problem.Capacities.Select(_ => -1)];
    }

    /// <summary>A proposal that a mentor holds; the best is the smallest.</summary>
    public readonly record struct Held(int Score, int Place, int Mentee) : IComparable<Held>
    {
        public int CompareTo(Held other) =>
            Score != other.Score ? other.Score.CompareTo(Score) : Place.CompareTo(other.Place);
    }

    /// <summary>Assigns each mentee to the mentor who holds the proposal in the end.</summary>
    /// <inheritdoc cref="Run" path="/param"/>
    public static Assignment Assign(
        MatchingProblem problem, Lottery lottery, IReadOnlyList<IReadOnlyList<int>> preferences, CancellationToken ct)
    {
        var held = Run(problem, lottery, preferences, ct);
        var pairs = held.SelectMany((proposals, mentor) => proposals.Select(one => new Pair(one.Mentee, mentor)));

        return new([.. pairs.OrderBy(pair => pair.Mentee)], held.Sum(proposals => proposals.Sum(one => (long)one.Score)));
    }

    /// <summary>Returns the proposals that each mentor holds in the end, best first.</summary>
    /// <param name="problem">Who is matched.</param>
    /// <param name="lottery">Decides ties.</param>
    /// <param name="preferences">The mentors to whom each mentee proposes first, or no list at all.</param>
    /// <param name="ct">Stops it.</param>
    public static IReadOnlyList<IReadOnlyCollection<Held>> Run(
        MatchingProblem problem, Lottery lottery, IReadOnlyList<IReadOnlyList<int>> preferences, CancellationToken ct)
    {
        var acceptance = new DeferredAcceptance(problem, lottery);
        foreach (var mentee in acceptance.OrderMentees(ct))
            for (int? proposer = mentee; proposer is { } next;)
            {
                ct.ThrowIfCancellationRequested();
                proposer = acceptance.Propose(next, preferences.Count > 0 ? preferences[next] : []);
            }

        return acceptance._held;
    }

    // The order changes no outcome. With the best first, few lose a place again, even where all agree who is best.
    int[] OrderMentees(CancellationToken ct)
    {
        var order = new int[_problem.Mentees];
        var keys = new (int, int)[_problem.Mentees];
        for (var mentee = 0; mentee < order.Length; mentee++)
        {
            ct.ThrowIfCancellationRequested();
            _problem.ReadRow(mentee, _row);
            (order[mentee], keys[mentee]) = (mentee, (_row.Length > 0 ? -_row.Max() : 0, _lottery.Mentees[mentee]));
        }

        Array.Sort(keys, order);
        return order;
    }

    // Returns the mentee who lost a place, if one did.
    int? Propose(int mentee, IReadOnlyList<int> preferred)
    {
        _problem.ReadRow(mentee, _row);
        var place = _lottery.Mentees[mentee];
        foreach (var mentor in preferred)
            if (WouldAccept(mentor, place))
                return Accept(mentor, mentee);

        return FindBest(place) is { } best ? Accept(best, mentee) : null;
    }

    bool WouldAccept(int mentor, int place) =>
        _row[mentor] > _worstScore[mentor] || (_row[mentor] == _worstScore[mentor] && place < _worstPlace[mentor]);

    int? FindBest(int place)
    {
        var (best, bestScore) = (-1, Score.None);
        for (var mentor = 0; mentor < _row.Length; mentor++)
            if (_row[mentor] >= bestScore && WouldAccept(mentor, place)
                && (_row[mentor] > bestScore || _lottery.Mentors[mentor] < _lottery.Mentors[best]))
                (best, bestScore) = (mentor, _row[mentor]);

        return best >= 0 ? best : null;
    }

    int? Accept(int mentor, int mentee)
    {
        var held = _held[mentor];
        held.Add(new(_row[mentor], _lottery.Mentees[mentee], mentee));

        int? displaced = null;
        if (held.Count > _problem.Capacities[mentor])
        {
            displaced = held.Max.Mentee;
            held.Remove(held.Max);
        }

        if (held.Count == _problem.Capacities[mentor])
            (_worstScore[mentor], _worstPlace[mentor]) = (held.Max.Score, held.Max.Place);
        return displaced;
    }
}
