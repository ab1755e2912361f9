namespace Bits.Recommender.Affinity;

/// <summary>Searches a value on a logarithmic scale.</summary>
static class LogScale
{
    const int MaxSteps = 6;

    /// <summary>Climbs to the best value, then puts a parabola through it and its neighbours.</summary>
    /// <param name="start">The first value.</param>
    /// <param name="step">The factor between values.</param>
    /// <param name="judge">Computes the gain of each variant at a value.</param>
    /// <returns>The value, and the variant that gains most there.</returns>
    public static (double Value, int Variant) FindBest(double start, double step, Func<double, double[]> judge)
    {
        var gains = new SortedList<int, double[]> { [-1] = At(-1), [0] = At(0), [1] = At(1) };
        while (Best() is var best && best == gains.Keys[0] && best > -MaxSteps)
            gains.Add(best - 1, At(best - 1));
        while (Best() is var best && best == gains.Keys[^1] && best < MaxSteps)
            gains.Add(best + 1, At(best + 1));

        var top = Best();
        var variant = Array.IndexOf(gains[top], gains[top].Max());
        return (start * Math.Pow(step, top + Vertex(top, variant)), variant);

        double[] At(int steps) => judge(start * Math.Pow(step, steps));

        int Best() => gains.MaxBy(pair => pair.Value.Max()).Key;

        double Vertex(int at, int of)
        {
            if (!gains.TryGetValue(at - 1, out var below) || !gains.TryGetValue(at + 1, out var above))
                return 0;
            var bend = below[of] - (2 * gains[at][of]) + above[of];
            return bend < 0 ? Math.Clamp((below[of] - above[of]) / (2 * bend), -0.5, 0.5) : 0;
        }
    }
}
