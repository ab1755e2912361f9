namespace Bits.Matching.Tests;

public sealed class MostValueTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_value_is_the_one_that_brute_force_finds()
    {
        foreach (var number in Cases.Numbers(120_000))
        {
            var problem = Instances.Small(number);

            var result = MostValue.Assign(problem, Ct);

            Assert.True(BruteForce.MostValue(problem) == result.Assignment.Value, $"instance {number}: {result.Assignment.Value}");
            Assert.True(
                AssignmentVerifier.VerifyMostValue(problem, result.Assignment, result.Proof, Ct) is null, $"instance {number}");
        }
    }

    [Fact]
    public void Larger_results_are_proved_optimal()
    {
        foreach (var number in Cases.Numbers(2_000))
        {
            var problem = Instances.Medium(number);

            var result = MostValue.Assign(problem, Ct);

            var fault = AssignmentVerifier.VerifyMostValue(problem, result.Assignment, result.Proof, Ct);
            Assert.True(fault is null, $"instance {number}: {fault}");
            Assert.Equal(result.Assignment.Value, result.Proof.Bound(problem.Capacities));
        }
    }

    [Fact]
    public void It_is_worth_at_least_as_much_as_the_other_policies()
    {
        foreach (var number in Cases.Numbers(1_000))
        {
            var problem = Instances.Medium(number);
            var most = MostValue.Assign(problem, Ct).Assignment.Value;

            Assert.InRange(Greedy.Assign(problem, Ct).Value, 0, most);
            Assert.InRange(Stable.Assign(problem, Ct).Value, 0, most);
            Assert.InRange(FirstComeFirstServed.Assign(problem, Ct).Value, 0, most);
        }
    }

    [Fact]
    public void A_mentee_takes_the_second_best_where_that_adds_value()
    {
        int[][] scores = [[10, 9], [8, 0]];
        var problem = new MatchingProblem(2, [1, 1], (mentee, row) => scores[mentee].CopyTo(row));

        Assert.Equal([new(0, 1), new(1, 0)], MostValue.Assign(problem, Ct).Assignment.Pairs);
        Assert.Equal([new(0, 0), new(1, 1)], Greedy.Assign(problem, Ct).Pairs);
    }

    [Fact]
    public void The_highest_scores_and_capacities_fit()
    {
        var problem = new MatchingProblem(500, [int.MaxValue, int.MaxValue], (_, row) => row.Fill(Score.Max));

        var result = MostValue.Assign(problem, Ct);

        Assert.Equal(500L * Score.Max, result.Assignment.Value);
        Assert.Null(AssignmentVerifier.VerifyMostValue(problem, result.Assignment, result.Proof, Ct));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    public void Without_mentees_or_mentors_there_are_no_pairs(int mentees, int mentors)
    {
        var problem = new MatchingProblem(mentees, new int[mentors], (_, _) => { });

        var result = MostValue.Assign(problem, Ct);

        Assert.Empty(result.Assignment.Pairs);
        Assert.Null(AssignmentVerifier.VerifyMostValue(problem, result.Assignment, result.Proof, Ct));
    }
}
