namespace Bits.Matching.Tests;

public sealed class FirstComeFirstServedTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_first_mentee_takes_the_best_mentor_and_the_next_ones_what_is_left()
    {
        int[][] scores = [[3, 5, Score.None], [1, 9, 4], [2, 8, 7]];
        var problem = new MatchingProblem(3, [1, 1, 1], (mentee, row) => scores[mentee].CopyTo(row)) { Exclusions = [new(1, 2)] };

        var assignment = FirstComeFirstServed.Assign(problem, Ct);

        Assert.Equal([new(0, 1), new(1, 0), new(2, 2)], assignment.Pairs);
        Assert.Equal(5 + 1 + 7, assignment.Value);
    }

    [Fact]
    public void It_is_allowed_and_leaves_no_mentee_beside_a_free_mentor()
    {
        foreach (var number in Cases.Numbers(2_000))
        {
            var problem = Instances.Small(number);

            var assignment = FirstComeFirstServed.Assign(problem, Ct);

            Assert.Null(AssignmentVerifier.VerifyAllowed(problem, assignment, Ct));
            var scores = BruteForce.Scores(problem);
            var taken = assignment.Pairs.CountBy(pair => pair.Mentor).ToDictionary();
            Assert.DoesNotContain(
                Enumerable.Range(0, problem.Mentees).Except(assignment.Pairs.Select(pair => pair.Mentee)),
                mentee => Enumerable.Range(0, problem.Mentors).Any(mentor =>
                    scores[mentee][mentor] >= 0 && taken.GetValueOrDefault(mentor) < problem.Capacities[mentor]));
        }
    }
}
