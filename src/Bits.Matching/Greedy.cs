namespace Bits.Matching;

/// <summary>For comparison: takes the pair with the highest score that still fits, again and again.</summary>
/// <remarks>Of equal scores the pair wins whose mentee, then whose mentor, the seed draws earlier.</remarks>
public static class Greedy
{
    /// <summary>Assigns mentees to mentors. The same problem gives the same assignment on every machine.</summary>
    /// <param name="problem">Who is matched.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidArgumentException">A score is out of range.</exception>
    public static Assignment Assign(MatchingProblem problem, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(problem);

        // Both sides order pairs alike, so the highest pair is in every stable assignment, and so on with the rest: greedy is
        // stable, and no other assignment is. This way the pairs need not be sorted.
        return DeferredAcceptance.Assign(problem, new(problem), preferences: [], ct);
    }
}
