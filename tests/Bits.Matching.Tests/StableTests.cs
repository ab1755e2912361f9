namespace Bits.Matching.Tests;

public sealed class StableTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void No_pair_blocks_it()
    {
        foreach (var number in Cases.Numbers(120_000))
        {
            var problem = Instances.Small(number);

            var assignment = Stable.Assign(problem, Ct);

            Assert.True(BruteForce.CountBlockingPairs(problem, assignment) == 0, $"instance {number}");
            Assert.True(AssignmentVerifier.VerifyStable(problem, assignment, Ct) is null, $"instance {number}");
        }
    }

    [Fact]
    public void Larger_results_are_stable()
    {
        foreach (var number in Cases.Numbers(2_000))
        {
            var problem = Instances.Medium(number);

            var fault = AssignmentVerifier.VerifyStable(problem, Stable.Assign(problem, Ct), Ct);

            Assert.True(fault is null, $"instance {number}: {fault}");
        }
    }

    [Fact]
    public void A_mentor_who_is_preferred_comes_before_a_higher_score()
    {
        int[][] scores = [[10, 1], [9, 2]];
        var problem = new MatchingProblem(2, [1, 1], (mentee, row) => scores[mentee].CopyTo(row)) { Preferences = [[1], []] };

        Assert.Equal([new(0, 1), new(1, 0)], Stable.Assign(problem, Ct).Pairs);
    }

    [Fact]
    public void Without_preferences_it_is_greedy()
    {
        foreach (var number in Cases.Numbers(2_000))
        {
            var small = Instances.Small(number);
            var problem = new MatchingProblem(small.Mentees, small.Capacities, small.Scores) { Exclusions = small.Exclusions, Seed = number };

            Assert.Equal(ByGreed(problem), Stable.Assign(problem, Ct).Pairs);
            Assert.Equal(ByGreed(problem), Greedy.Assign(problem, Ct).Pairs);
        }
    }

    [Fact]
    public void The_seed_decides_who_wins_a_tie()
    {
        var winners = Enumerable.Range(0, 40)
            .Select(seed => Stable.Assign(new(2, [1], (_, row) => row.Fill(5)) { Seed = seed }, Ct).Pairs.Single().Mentee)
            .ToList();

        Assert.InRange(winners.Count(mentee => mentee == 0), 8, 32);
    }

    // All pairs sorted, the first one that fits each time.
    static IEnumerable<Pair> ByGreed(MatchingProblem problem)
    {
        var lottery = new Lottery(problem);
        var scores = BruteForce.Scores(problem);
        var left = problem.Capacities.ToArray();
        var mentorOf = new SortedDictionary<int, int>();
        foreach (var (mentee, mentor) in
            from mentee in Enumerable.Range(0, problem.Mentees)
            from mentor in Enumerable.Range(0, problem.Mentors)
            where scores[mentee][mentor] >= 0
            orderby scores[mentee][mentor] descending, lottery.Mentees[mentee], lottery.Mentors[mentor]
            select (mentee, mentor))
            if (left[mentor] > 0 && mentorOf.TryAdd(mentee, mentor))
                left[mentor]--;

        return mentorOf.Select(pair => new Pair(pair.Key, pair.Value));
    }
}
