namespace Bits.Matching.Tests;

/// <summary>A result to be verified; without prices a stable one.</summary>
sealed record Suspect(Assignment Assignment, DualPrices? Prices);

/// <summary>Makes right results wrong in one way.</summary>
static class PlantedFaults
{
    /// <summary>Plants a fault into the result of a problem.</summary>
    /// <returns>What is wrong, or null if the problem has no room for such a fault.</returns>
    public static Suspect? Plant(FaultKind kind, MatchingProblem problem, Random random)
    {
        if (kind == FaultKind.BlockingPair)
            return Stable.Assign(problem) is { Pairs: { Count: > 0 } pairs } stable ? Drop(stable, problem, pairs[random.Next(pairs.Count)]) : null;

        var result = MostValue.Assign(problem);
        return WrongPairs(kind, problem, result.Assignment.Pairs, random) is { } wrong
            ? new(new(wrong, result.Assignment.Value), result.Proof)
            : WrongNumbers(kind, problem, result, random);
    }

    // A pair that is parted would rather be together again.
    static Suspect Drop(Assignment stable, MatchingProblem problem, Pair pair) => new(
        new([.. stable.Pairs.Where(other => other != pair)], stable.Value - BruteForce.Scores(problem)[pair.Mentee][pair.Mentor]), null);

    static Pair[]? WrongPairs(FaultKind kind, MatchingProblem problem, IReadOnlyList<Pair> pairs, Random random)
    {
        var scores = BruteForce.Scores(problem);
        var (taken, matched) = (pairs.CountBy(pair => pair.Mentor).ToDictionary(), pairs.Select(pair => pair.Mentee).ToHashSet());
        var all =
            from mentee in Enumerable.Range(0, problem.Mentees)
            from mentor in Enumerable.Range(0, problem.Mentors)
            select new Pair(mentee, mentor);
        var hasPlace = (Pair pair) => taken.GetValueOrDefault(pair.Mentor) < problem.Capacities[pair.Mentor];

        return kind switch
        {
            FaultKind.UnknownMentee => [.. pairs, new(random.Next(2) == 0 ? -1 : problem.Mentees, 0)],
            FaultKind.UnknownMentor when problem.Mentees > 0 => [.. pairs, new(0, random.Next(2) == 0 ? -1 : problem.Mentors)],
            FaultKind.PairTwice => Append(pairs),
            FaultKind.MenteeTwice => Append(all.Where(pair => matched.Contains(pair.Mentee) && !pairs.Contains(pair))),
            FaultKind.OverCapacity => Append(all.Where(pair =>
                !matched.Contains(pair.Mentee) && !hasPlace(pair) && !problem.Exclusions.Contains(pair))),
            FaultKind.Excluded => Replace(problem.Exclusions),
            FaultKind.NoScore => Replace(all.Where(pair =>
                hasPlace(pair) && scores[pair.Mentee][pair.Mentor] < 0 && !problem.Exclusions.Contains(pair))),
            _ => null,
        };

        Pair[]? Append(IEnumerable<Pair> choice) => Choose([.. choice], random) is { } pair ? [.. pairs, pair] : null;

        Pair[]? Replace(IEnumerable<Pair> choice) => Choose([.. choice], random) is { } pair
            ? [.. pairs.Where(other => other.Mentee != pair.Mentee), pair]
            : null;
    }

    static Suspect? WrongNumbers(FaultKind kind, MatchingProblem problem, MostValueResult result, Random random)
    {
        var (assignment, (gains, prices)) = result;
        var mentorOf = assignment.Pairs.ToDictionary(pair => pair.Mentee, pair => pair.Mentor);
        var taken = assignment.Pairs.CountBy(pair => pair.Mentor).ToDictionary();

        return kind switch
        {
            FaultKind.WrongValue => new(assignment with { Value = assignment.Value + (random.Next(2) == 0 ? 1 : -1) }, result.Proof),
            FaultKind.WrongPriceCount => new(assignment, random.Next(2) == 0 ? new([.. gains, 0], prices) : new(gains, [.. prices, 0])),
            FaultKind.NegativePrice => random.Next(2) == 0
                ? Gain(gains.Index(), set: -1)
                : Price(prices.Index(), set: -1),
            FaultKind.UnfilledPrice => Price(
                prices.Index().Where(one => taken.GetValueOrDefault(one.Index) < problem.Capacities[one.Index]), set: random.Next(1, 10)),
            FaultKind.UnmatchedGain => Gain(gains.Index().Where(one => !mentorOf.ContainsKey(one.Index)), set: random.Next(1, 10)),
            FaultKind.PriceTooHigh => Gain(gains.Index().Where(one => mentorOf.ContainsKey(one.Index)), add: random.Next(1, 10)),
            FaultKind.PriceTooLow => random.Next(2) == 0
                ? Gain(gains.Index().Where(one => one.Item > 0), add: -1)
                : Price(prices.Index().Where(one => one.Item > 0 && taken.ContainsKey(one.Index)), add: -1),
            _ => null,
        };

        Suspect? Gain(IEnumerable<(int Index, int Item)> choice, int? set = null, int add = 0) => Choose([.. choice], random) is { } one
            ? new(assignment, new(Put(gains, one.Index, set ?? one.Item + add), prices))
            : null;

        Suspect? Price(IEnumerable<(int Index, int Item)> choice, int? set = null, int add = 0) => Choose([.. choice], random) is { } one
            ? new(assignment, new(gains, Put(prices, one.Index, set ?? one.Item + add)))
            : null;
    }

    static int[] Put(IReadOnlyList<int> list, int index, int value) => [.. list.Take(index), value, .. list.Skip(index + 1)];

    static T? Choose<T>(T[] choice, Random random)
        where T : struct => choice.Length > 0 ? choice[random.Next(choice.Length)] : null;
}
