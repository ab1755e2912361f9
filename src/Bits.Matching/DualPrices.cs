namespace Bits.Matching;

/// <summary>Proves that an assignment has the most value: what each mentee gains, and what a place with each mentor is worth.
/// </summary>
/// <remarks>
/// For every pair that may be, gain plus price is at least the score. So no assignment is worth more than
/// <see cref="Bound"/>, and one that is worth as much is optimal. Store it beside the assignment: it is two lists of whole
/// numbers, and <see cref="AssignmentVerifier.VerifyMostValue"/> needs no solver to check it.
/// </remarks>
/// <param name="Mentees">The gain of each mentee, at least 0; 0 for a mentee without a mentor.</param>
/// <param name="Mentors">The price of a place with each mentor, at least 0; 0 for a mentor with places left.</param>
public sealed record DualPrices(IReadOnlyList<int> Mentees, IReadOnlyList<int> Mentors)
{
    /// <summary>Returns the value that no assignment exceeds: all gains, and the price of each place.</summary>
    /// <param name="capacities">The capacities of the problem.</param>
    public long Bound(IReadOnlyList<int> capacities) =>
        Mentees.Sum(gain => (long)gain) + Mentors.Zip(capacities, (price, capacity) => (long)price * capacity).Sum();
}
