using System.Numerics;
using Bits.Recommender.Signals;

namespace Bits.Recommender.Affinity;

/// <summary>Holds the weights of each item of the head for each other: EASE (Steck 2019), in closed form.</summary>
/// <remarks>The diagonal of the Gram matrix is raised by half, which is dropout of a third of the input (Steck 2020): it makes the
/// result depend less on the regularization. The weights for an item are damped by a power of its number of users.</remarks>
/// <param name="Count">The number of items.</param>
/// <param name="Values">By source, then by target.</param>
sealed record HeadWeights(int Count, float[] Values)
{
    const double Dropout = 0.5;

    /// <summary>Computes the Gram matrix of the head: who shares an item with whom.</summary>
    /// <returns>The lower triangle, by rows.</returns>
    public static double[] Gram(Interactions interactions, int count, CancellationToken ct)
    {
        var gram = new double[count * count];
        Parallel.For(0, count, new() { CancellationToken = ct }, () => new float[count], (row, _, sums) =>
        {
            interactions.AddCoOccurrence(row, row + 1, sums);
            for (var column = 0; column <= row; column++)
                (gram[(row * count) + column], sums[column]) = (sums[column], 0);
            return sums;
        }, _ => { });
        return gram;
    }

    /// <summary>Computes the weights.</summary>
    /// <param name="gram">The lower triangle of the Gram matrix; lost.</param>
    /// <param name="count">The number of items.</param>
    /// <param name="regularization">What is added to the diagonal; above 0.</param>
    /// <param name="dropout">By which share the diagonal is raised.</param>
    /// <param name="ct">Stops the computation.</param>
    public static HeadWeights Solve(double[] gram, int count, double regularization, CancellationToken ct, double dropout = Dropout)
    {
        for (var i = 0; i < count; i++)
            gram[(i * count) + i] = (gram[(i * count) + i] * (1 + dropout)) + regularization;
        SymmetricInverse.Negate(gram, count, ct);

        var values = new float[count * count];
        Parallel.For(0, count, new() { CancellationToken = ct }, source =>
        {
            for (var target = 0; target < count; target++)
                if (target != source)
                    values[(source * count) + target] = (float)(gram[(Math.Max(source, target) * count) + Math.Min(source, target)]
                        / -gram[(target * count) + target]);
        });
        return new(count, values);
    }

    /// <summary>Computes by what the score of each item is multiplied.</summary>
    /// <param name="interactions">Counts the users of an item.</param>
    /// <param name="count">The number of items.</param>
    /// <param name="power">The power of damping, 0 for none.</param>
    public static float[] Damping(Interactions interactions, int count, double power)
    {
        var norms = Enumerable.Range(0, count).Select(item => interactions.Norm(item) + 1.0).ToArray();
        var mean = norms.DefaultIfEmpty(1).Average();
        return [.. norms.Select(norm => (float)Math.Pow(norm / mean, -power))];
    }

    /// <summary>Multiplies the weights for each item, in place.</summary>
    public void Scale(float[] factors)
    {
        for (var source = 0; source < Count; source++)
            for (var target = 0; target < Count; target++)
                Values[(source * Count) + target] *= factors[target];
    }

    /// <summary>Adds what a user's interest in an item says about each item of the head.</summary>
    public void AddScores(int source, float strength, Span<float> scores)
    {
        var weights = Values.AsSpan(source * Count, Count);
        var (factor, at) = (new Vector<float>(strength), 0);
        for (; at <= Count - Vector<float>.Count; at += Vector<float>.Count)
            (new Vector<float>(scores[at..]) + (factor * new Vector<float>(weights[at..]))).CopyTo(scores[at..]);
        for (; at < Count; at++)
            scores[at] += strength * weights[at];
    }
}
