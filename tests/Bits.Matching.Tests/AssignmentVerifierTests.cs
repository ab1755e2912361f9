namespace Bits.Matching.Tests;

/// <summary>Faults are planted in right results, one at a time, and found.</summary>
public sealed class AssignmentVerifierTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_planted_fault_is_found_and_named(FaultKind kind)
    {
        var (planted, wanted) = (0, Cases.Of(20_000));
        for (var number = 1; planted < wanted; number++)
        {
            var problem = Instances.Small(number);
            if (PlantedFaults.Plant(kind, problem, new Random(number)) is not { } suspect)
                continue;

            planted++;
            var found = suspect.Prices is { } prices
                ? AssignmentVerifier.VerifyMostValue(problem, suspect.Assignment, prices, Ct)
                : AssignmentVerifier.VerifyStable(problem, suspect.Assignment, Ct);
            Assert.True(found?.Kind == kind, $"instance {number}: {found}");
            Assert.EndsWith(".", found.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_prices_of_an_optimum_prove_the_optima_alone()
    {
        foreach (var number in Cases.Numbers(4_000))
        {
            var problem = Instances.Small(number);
            var best = MostValue.Assign(problem, Ct);

            foreach (var other in BruteForce.All(problem))
                Assert.Equal(
                    other.Value == best.Assignment.Value,
                    AssignmentVerifier.VerifyMostValue(problem, other, best.Proof, Ct) is null);
        }
    }

    [Fact]
    public void Blocking_pairs_are_counted_as_brute_force_counts_them()
    {
        foreach (var number in Cases.Numbers(4_000))
        {
            var problem = Instances.Small(number);

            foreach (var assignment in BruteForce.All(problem))
            {
                var blocking = BruteForce.CountBlockingPairs(problem, assignment);
                Assert.Equal(blocking, AssignmentVerifier.CountBlockingPairs(problem, assignment, Ct));
                Assert.Equal(blocking == 0, AssignmentVerifier.VerifyStable(problem, assignment, Ct) is null);
            }
        }
    }

    [Fact]
    public void Prices_from_a_store_cannot_overflow()
    {
        var problem = new MatchingProblem(1, [1], (_, row) => row.Fill(Score.Max));

        var fault = AssignmentVerifier.VerifyMostValue(
            problem, new([new(0, 0)], Score.Max), new([int.MaxValue], [int.MaxValue]), Ct);

        Assert.Equal(FaultKind.PriceTooHigh, fault?.Kind);
    }

    [Fact]
    public void Blocking_pairs_of_what_is_not_allowed_are_not_counted() => Assert.Equal(
        "assignment: is not allowed. Mentee 7 is not in the problem, which has 1. Give an allowed one.",
        Assert.Throws<InvalidArgumentException>(() => AssignmentVerifier.CountBlockingPairs(
            new(1, [1], (_, row) => row.Fill(1)), new([new(7, 0)], 1), Ct)).Message);
}
