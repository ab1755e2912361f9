namespace Bits.Matching;

/// <summary>Proves that an assignment has the most value: what each mentee gains, and what a place with each mentor costs.
/// </summary>
/// <remarks>
/// For every pair that may be, gain plus price is at least the score. So no assignment is worth more than
/// <see cref="Bound"/>, and one that is worth as much is optimal. Store the two lists beside the assignment:
/// <see cref="AssignmentVerifier.VerifyMostValue"/> checks them without a solver.
/// </remarks>
/// <param name="Gains">The gain of each mentee, at least 0; 0 for a mentee without a mentor.</param>
/// <param name="Prices">The price of a place with each mentor, at least 0; 0 for a mentor with places left.</param>
public sealed record DualPrices(IReadOnlyList<int> Gains, IReadOnlyList<int> Prices)
{
    /// <summary>Returns the value that no assignment exceeds: all gains, and the price of every place.</summary>
    /// <param name="capacities">The capacities of the problem.</param>
    /// <exception cref="OverflowException">The prices are not those of the problem: no sum of its scores is as high.</exception>
    public long Bound(IReadOnlyList<int> capacities) =>
        Gains.Sum(gain => (long)gain) + Prices.Zip(capacities, (price, capacity) => (long)price * capacity).Sum();
}
