using System.Globalization;

namespace Bits.Matching.Tests;

/// <summary>The same problem gives the same result: twice, on many threads, and on another machine.</summary>
public sealed class DeterminismTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The results of another machine. They change only with the rule of ties, which callers have to be told of.
    [Theory]
    [InlineData(0, "FD51C0A91F9FF363")]
    [InlineData(-1, "663BA375BF1D1A75")]
    [InlineData(long.MaxValue, "EB8D284D6DC0DC92")]
    public void A_result_is_the_one_of_every_machine(long seed, string expected) => Assert.Equal(expected, Fingerprint(Ties(seed)));

    [Fact]
    public async Task Many_threads_find_the_same_result()
    {
        var problem = Ties(seed: 5);

        var fingerprints = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Fingerprint(problem), Ct)));

        Assert.Single(fingerprints.Distinct());
    }

    [Fact]
    public void Another_seed_chooses_among_equal_assignments()
    {
        var results = Enumerable.Range(0, 5).Select(seed => MostValue.Assign(Ties(seed), Ct).Assignment).ToList();

        Assert.Single(results.Select(result => result.Value).Distinct());
        Assert.Equal(5, results.Select(result => string.Join(' ', result.Pairs)).Distinct().Count());
    }

    [Fact]
    public void A_cancelled_token_stops_each_of_them()
    {
        var problem = Ties(seed: 0);
        var (assignment, prices) = MostValue.Assign(problem, Ct);
        var cancelled = new CancellationToken(canceled: true);

        Assert.All(
            (Action[])
            [
                () => MostValue.Assign(problem, cancelled), () => Stable.Assign(problem, cancelled),
                () => Greedy.Assign(problem, cancelled), () => FirstComeFirstServed.Assign(problem, cancelled),
                () => AssignmentVerifier.VerifyMostValue(problem, assignment, prices, cancelled),
                () => AssignmentVerifier.VerifyStable(problem, assignment, cancelled),
                () => AssignmentVerifier.VerifyAllowed(problem, assignment, cancelled),
                () => AssignmentVerifier.CountBlockingPairs(problem, assignment, cancelled),
            ],
            act => Assert.Throws<OperationCanceledException>(act));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void A_token_that_is_cancelled_on_the_way_stops_it(double part)
    {
        var rows = 0;
        MostValue.Assign(Watched(() => rows++), Ct);
        using var source = new CancellationTokenSource();
        var last = (int)(rows * part);

        Assert.Throws<OperationCanceledException>(() => MostValue.Assign(
            Watched(() =>
            {
                if (last-- == 0)
                    source.Cancel();
            }),
            source.Token));
        Assert.Equal(-1, last);
    }

    // Few different scores and fewer places than mentees: many assignments are equal.
    static MatchingProblem Ties(long seed) => new(300, [.. Enumerable.Range(0, 80).Select(mentor => mentor % 6)], (mentee, row) =>
    {
        for (var mentor = 0; mentor < row.Length; mentor++)
            row[mentor] = (mentee * 7919 + mentor * 104_729) % 11;
    })
    {
        Preferences = [.. Enumerable.Range(0, 300).Select(mentee => (int[])[mentee * 31 % 80, (mentee * 31 + 7) % 80])],
        Seed = seed,
    };

    static MatchingProblem Watched(Action onRow)
    {
        var problem = Ties(seed: 0);
        return new(problem.Mentees, problem.Capacities, (mentee, row) =>
        {
            onRow();
            problem.Scores(mentee, row);
        });
    }

    static string Fingerprint(MatchingProblem problem)
    {
        var (most, prices) = MostValue.Assign(problem);
        var numbers = new[] { most, Stable.Assign(problem), Greedy.Assign(problem), FirstComeFirstServed.Assign(problem) }
            .SelectMany(assignment => assignment.Pairs).SelectMany(pair => (int[])[pair.Mentee, pair.Mentor])
            .Concat(prices.Gains).Concat(prices.Prices);

        // FNV-1a.
        return numbers.Aggregate(14695981039346656037UL, (hash, number) => unchecked((hash ^ (uint)number) * 1099511628211UL))
            .ToString("X16", CultureInfo.InvariantCulture);
    }
}
