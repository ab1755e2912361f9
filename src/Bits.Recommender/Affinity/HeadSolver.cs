using Bits.Recommender.Signals;

namespace Bits.Recommender.Affinity;

/// <summary>Computes the weights of a head, one time after the other in the same memory: at 5,000 items that is 350 MB.</summary>
/// <remarks>The diagonal of the Gram matrix is raised by half, which is dropout of a third of the input (Steck 2020): it makes the
/// result depend less on the regularization.</remarks>
/// <param name="count">The number of items.</param>
/// <param name="dropout">By which share the diagonal is raised.</param>
sealed class HeadSolver(int count, double dropout = HeadSolver.Dropout)
{
    const double Dropout = 0.5;

    // The lower triangle, row after row.
    readonly float[] _gram = new float[Start(count)];
    readonly double[] _inverse = new double[count * count];
    readonly float[] _values = new float[count * count];

    /// <summary>Counts who shares an item with whom: the Gram matrix of the head.</summary>
    public void Count(Interactions interactions, CancellationToken ct) =>
        Parallel.For(0, count, new() { CancellationToken = ct }, () => new float[count], (row, _, sums) =>
        {
            interactions.AddCoOccurrence(row, row + 1, sums);
            sums.AsSpan(0, row + 1).CopyTo(_gram.AsSpan(Start(row)));
            sums.AsSpan(0, row + 1).Clear();
            return sums;
        }, _ => { });

    /// <summary>Computes the weights of what was counted.</summary>
    /// <param name="regularization">What is added to the diagonal; above 0.</param>
    /// <param name="ct">Stops the computation.</param>
    /// <returns>Weights that are good until the next ones are computed.</returns>
    public HeadWeights Solve(double regularization, CancellationToken ct)
    {
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column <= row; column++)
                _inverse[(row * count) + column] = _gram[Start(row) + column];
            _inverse[(row * count) + row] = (_gram[Start(row) + row] * (1 + dropout)) + regularization;
        }

        SymmetricInverse.Negate(_inverse, count, ct);
        Parallel.For(0, count, new() { CancellationToken = ct }, source =>
        {
            for (var target = 0; target < count; target++)
                _values[(source * count) + target] = target == source ? 0 : (float)(
                    _inverse[(Math.Max(source, target) * count) + Math.Min(source, target)] / -_inverse[(target * count) + target]);
        });
        return new(count, _values);
    }

    static int Start(int row) => (int)((long)row * (row + 1) / 2);
}
