namespace Bits.Matching.Tests;

/// <summary>Bad input is refused with the field and the remedy.</summary>
public sealed class MatchingProblemTests
{
    static readonly ScoreRow Ones = (_, row) => row.Fill(1);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, Action> Refusals => new()
    {
        { "mentees", "is -1. Give a number of at least 0.", () => _ = new MatchingProblem(-1, [1], Ones) },
        { "capacities[1]", "is -2. Give a number of at least 0.", () => _ = new MatchingProblem(2, [1, -2], Ones) },
        { "Exclusions[1].Mentee", "is 2. Give an index from 0 to 1.", () => Exclude(new(0, 0), new(2, 0)) },
        { "Exclusions[0].Mentor", "is -1. Give an index from 0 to 2.", () => Exclude(new Pair(0, -1)) },
        { "Exclusions[2]", "repeats mentee 0 with mentor 1. List a pair once.", () => Exclude(new(0, 1), new(1, 1), new(0, 1)) },
        { "Preferences", "has 1 lists. Give 2, one for each mentee, or no list.", () => Prefer([0]) },
        { "Preferences[1][0]", "is 3. Give an index from 0 to 2.", () => Prefer([], [3]) },
        { "Preferences[0][2]", "repeats mentor 2. List a mentor once.", () => Prefer([2, 0, 2], []) },
        {
            "scores[1][2]", "is -7. Write a score from 0 to 1000000000, or Score.None (-1) for a pair that must not be.",
            () => Solve((mentee, row) => row[2] = mentee == 1 ? -7 : 0)
        },
        {
            "scores[0][0]", "is 1000000001. Write a score from 0 to 1000000000, or Score.None (-1) for a pair that must not be.",
            () => Solve((_, row) => row[0] = Score.Max + 1)
        },
        { "mentee", "is 2. Give an index from 0 to 1.", () => new ScoreMatrix(2, 2)[2].Clear() },
        { "mentors", "is -4. Give a number of at least 0.", () => _ = new ScoreMatrix(1, -4) },
        { "value", "is NaN, which is no weight. Give a finite number, or null for a pair that must not be.", () => Score.FromDouble(double.NaN) },
        {
            "value", "is Infinity, which is no weight. Give a finite number, or null for a pair that must not be.",
            () => Score.FromDouble(double.PositiveInfinity)
        },
        { "value", "is -0.5. Give a number of at least 0, or null for a pair that must not be.", () => Score.FromDouble(-0.5) },
        {
            "value", "is 2000000, which is over 1000000000 with 3 digits. Keep fewer digits or scale the weights.",
            () => Score.FromDouble(2_000_000)
        },
        { "digits", "is 10. Give a number from 0 to 9.", () => Score.FromDouble(1, 10) },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Bad_input_is_refused(string field, string problem, Action act)
    {
        var refusal = Assert.Throws<InvalidArgumentException>(act);

        Assert.Equal((field, problem), (refusal.Field, refusal.Problem));
    }

    [Fact]
    public void An_index_among_no_mentors_is_refused() => Assert.Equal(
        "Exclusions[0].Mentor: is 0, but there are 0 of them. Remove it.",
        Assert.Throws<InvalidArgumentException>(() => new MatchingProblem(1, [], Ones) { Exclusions = [new(0, 0)] }).Message);

    [Fact]
    public void Every_policy_reads_scores_with_the_same_care() => Assert.All(
        (Action<MatchingProblem>[])
        [
            problem => MostValue.Assign(problem, Ct), problem => Stable.Assign(problem, Ct), problem => Greedy.Assign(problem, Ct),
            problem => FirstComeFirstServed.Assign(problem, Ct),
        ],
        policy => Assert.Throws<InvalidArgumentException>(() => policy(new(1, [1], (_, row) => row[0] = -2))));

    [Fact]
    public void A_weight_becomes_a_score_of_fixed_point()
    {
        Assert.Equal((1_500, 0, 2, Score.None), (Score.FromDouble(1.5), Score.FromDouble(0), Score.FromDouble(1.5, 0), Score.FromDouble(null)));
        Assert.Equal(Score.Max, Score.FromDouble(1, 9));
    }

    [Fact]
    public void A_matrix_starts_without_scores_and_keeps_what_is_written()
    {
        var matrix = new ScoreMatrix(2, 3);
        matrix[1][2] = 9;

        var row = new int[3];
        matrix.CopyRow(1, row);

        Assert.Equal([Score.None, Score.None, 9], row);
    }

    [Fact]
    public void What_the_caller_changes_later_does_not_matter()
    {
        var (capacities, exclusions) = (new[] { 1, 1 }, new List<Pair> { new(0, 0) });
        var problem = new MatchingProblem(1, capacities, Ones) { Exclusions = exclusions };

        capacities[1] = 0;
        exclusions.Clear();

        Assert.Equal([new(0, 1)], MostValue.Assign(problem, Ct).Assignment.Pairs);
    }

    static void Exclude(params Pair[] pairs) => _ = new MatchingProblem(2, [1, 1, 1], Ones) { Exclusions = pairs };

    static void Prefer(params int[][] lists) => _ = new MatchingProblem(2, [1, 1, 1], Ones) { Preferences = lists };

    static void Solve(ScoreRow scores) => MostValue.Assign(new(2, [1, 1, 1], scores));
}
