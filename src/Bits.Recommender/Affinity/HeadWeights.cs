using System.Numerics;
using Bits.Recommender.Signals;

namespace Bits.Recommender.Affinity;

/// <summary>Holds the weights of each item of the head for each other: EASE (Steck 2019), in closed form.</summary>
/// <remarks>The weights for an item are damped by a power of its number of users.</remarks>
/// <param name="Count">The number of items.</param>
/// <param name="Values">By source, then by target.</param>
sealed record HeadWeights(int Count, float[] Values)
{
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
