namespace Bits.Matching;

/// <summary>The stable policy: no mentee and mentor would both rather have each other than what they got.</summary>
/// <remarks>
/// A mentee prefers the mentors of <see cref="MatchingProblem.Preferences"/> in their order, then the others by score; a
/// mentor prefers by score. Of equal scores the mentee, or the mentor, wins whom the seed draws earlier. Mentees propose: no
/// mentee does better in any other assignment that is stable in these orders. Without preferences both sides agree, and the
/// result is that of <see cref="Greedy"/>.
/// </remarks>
public static class Stable
{
    /// <summary>Assigns mentees to mentors. The same problem gives the same assignment on every machine.</summary>
    /// <param name="problem">Who is matched.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidArgumentException">A score is out of range.</exception>
    public static Assignment Assign(MatchingProblem problem, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(problem);

        return DeferredAcceptance.Assign(problem, new(problem), problem.Preferences, ct);
    }
}
