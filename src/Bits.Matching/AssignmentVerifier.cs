using Bits.Matching.Verification;

namespace Bits.Matching;

/// <summary>Checks assignments and proofs, without a solver, in one pass over all pairs.</summary>
/// <remarks>It shares no code with the policies and trusts the problem alone: use it on what was stored. A score that changed
/// since then and makes a difference is a fault.</remarks>
public static class AssignmentVerifier
{
    /// <summary>Checks that an assignment is allowed: capacities, exclusions, scores, each mentee once, the value.</summary>
    /// <param name="problem">Who was matched.</param>
    /// <param name="assignment">Who got whom.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The first fault, or null for an allowed assignment, the best or not.</returns>
    public static AssignmentFault? VerifyAllowed(MatchingProblem problem, Assignment assignment, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(assignment);

        return new Placement(problem).Fill(assignment, ct);
    }

    /// <summary>Checks that an assignment is allowed and that no assignment is worth more.</summary>
    /// <param name="problem">Who was matched.</param>
    /// <param name="assignment">Who got whom.</param>
    /// <param name="prices">The proof.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The first fault, or null for a proved optimum.</returns>
    public static AssignmentFault? VerifyMostValue(
        MatchingProblem problem, Assignment assignment, DualPrices prices, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(assignment);
        ArgumentNullException.ThrowIfNull(prices);

        var placement = new Placement(problem);
        return placement.Fill(assignment, ct) ?? PriceCheck.Find(placement, prices, ct);
    }

    /// <summary>Checks that an assignment is allowed and that no pair blocks it.</summary>
    /// <remarks>A pair blocks if the mentee prefers the mentor to the present one or to having no mentor, and the mentor has a
    /// place left or prefers the mentee to a present one. A mentee prefers as <see cref="MatchingProblem.Preferences"/> and
    /// then the scores say, a mentor as the scores say. Equal scores are no preference.</remarks>
    /// <param name="problem">Who was matched.</param>
    /// <param name="assignment">Who got whom.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The first fault, or null for a stable assignment.</returns>
    public static AssignmentFault? VerifyStable(MatchingProblem problem, Assignment assignment, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(assignment);

        var placement = new Placement(problem);
        return placement.Fill(assignment, ct) ?? BlockingPairs.List(placement, ct)
            .Select(pair => new AssignmentFault(
                FaultKind.BlockingPair,
                $"Mentee {pair.Mentee} and mentor {pair.Mentor} would both rather have each other than what they got."))
            .FirstOrDefault();
    }

    /// <summary>Counts the pairs that block an assignment, as <see cref="VerifyStable"/> defines them.</summary>
    /// <param name="problem">Who was matched.</param>
    /// <param name="assignment">Who got whom.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidArgumentException">The assignment is not allowed.</exception>
    public static long CountBlockingPairs(MatchingProblem problem, Assignment assignment, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(assignment);

        var placement = new Placement(problem);
        return placement.Fill(assignment, ct) is { } fault
            ? throw new InvalidArgumentException(nameof(assignment), $"is not allowed. {fault.Message} Give an allowed one.")
            : BlockingPairs.List(placement, ct).LongCount();
    }
}
