using Bits.Recommender.Affinity;

namespace Bits.Recommender.Blending;

/// <summary>Describes one choice: candidates with their features, those that were chosen first.</summary>
/// <param name="Chosen">The number of chosen candidates.</param>
/// <param name="Shares">How many candidates each stands for, as a logarithm.</param>
/// <param name="Features">By candidate, then by feature.</param>
readonly record struct Choice(int Chosen, float[] Shares, float[] Features)
{
    /// <summary>Gets the features of a candidate.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="count">The number of features.</param>
    public ReadOnlySpan<float> Of(int candidate, int count) => Features.AsSpan(candidate * count, count);
}

/// <summary>Fits weights so that what was chosen is likely among all candidates (McFadden 1974).</summary>
/// <remarks>Each choice counts once, however many items it has. A small ridge keeps features apart that say the same. Newton's method;
/// sums are taken in the order of the choices.</remarks>
static class ConditionalLogit
{
    const double Ridge = 5;
    const double MaxStep = 2;
    const int MaxRounds = 30;

    /// <summary>Fits the weights in place.</summary>
    /// <param name="choices">The choices.</param>
    /// <param name="weights">Where to start: near weights save rounds.</param>
    /// <param name="ct">Stops the fit.</param>
    /// <returns>The logarithm of the likelihood less the ridge.</returns>
    public static double Fit(IReadOnlyList<Choice> choices, double[] weights, CancellationToken ct)
    {
        for (var round = 0; ; round++)
        {
            var slopes = new Slope[choices.Count];
            Parallel.For(0, choices.Count, new() { CancellationToken = ct }, i => slopes[i] = Slope.Of(choices[i], weights));
            var total = new Slope(weights.Length);
            foreach (var slope in slopes)
                total.Add(slope);

            var likelihood = total.Likelihood - (Ridge * weights.Sum(weight => weight * weight) / 2);
            if (round == MaxRounds || Move(weights, total) < 1e-5)
                return likelihood;
        }
    }

    // Newton's step; returns its largest part.
    static double Move(double[] weights, Slope total)
    {
        var count = weights.Length;
        var curvature = (double[])total.Curvature.Clone();
        for (var i = 0; i < count; i++)
            curvature[(i * count) + i] += Ridge;
        SymmetricInverse.Negate(curvature, count, CancellationToken.None);

        var (old, largest) = ((double[])weights.Clone(), 0.0);
        for (var i = 0; i < count; i++)
        {
            var step = 0.0;
            for (var j = 0; j < count; j++)
                step -= curvature[(Math.Max(i, j) * count) + Math.Min(i, j)] * (total.Gradient[j] - (Ridge * old[j]));
            weights[i] += Math.Clamp(step, -MaxStep, MaxStep);
            largest = Math.Max(largest, Math.Abs(step));
        }

        return largest;
    }

    /// <summary>Holds the logarithm of a likelihood with its derivatives.</summary>
    sealed class Slope(int features)
    {
        public double Likelihood { get; private set; }

        public double[] Gradient { get; } = new double[features];

        public double[] Curvature { get; } = new double[features * features];

        public static Slope Of(Choice choice, double[] weights)
        {
            var slope = new Slope(weights.Length);
            var (chances, logSum) = Chances(choice, weights);
            var mean = new double[weights.Length];
            for (var c = 0; c < chances.Length; c++)
                slope.AddMoments(chances[c], choice.Of(c, weights.Length), mean);
            for (var i = 0; i < mean.Length; i++)
                for (var j = 0; j <= i; j++)
                    slope.Curvature[(i * mean.Length) + j] -= mean[i] * mean[j];

            for (var c = 0; c < choice.Chosen; c++)
            {
                var features = choice.Of(c, weights.Length);
                slope.Likelihood += (Dot(weights, features) - logSum) / choice.Chosen;
                for (var i = 0; i < mean.Length; i++)
                    slope.Gradient[i] += (features[i] - mean[i]) / choice.Chosen;
            }

            return slope;
        }

        public void Add(Slope other)
        {
            Likelihood += other.Likelihood;
            for (var i = 0; i < Gradient.Length; i++)
                Gradient[i] += other.Gradient[i];
            for (var i = 0; i < Curvature.Length; i++)
                Curvature[i] += other.Curvature[i];
        }

        void AddMoments(double chance, ReadOnlySpan<float> features, double[] mean)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                var moment = chance * features[i];
                mean[i] += moment;
                for (var j = 0; j <= i; j++)
                    Curvature[(i * mean.Length) + j] += moment * features[j];
            }
        }

        static (double[] Chances, double LogSum) Chances(Choice choice, double[] weights)
        {
            var chances = new double[choice.Shares.Length];
            for (var c = 0; c < chances.Length; c++)
                chances[c] = choice.Shares[c] + Dot(weights, choice.Of(c, weights.Length));
            var max = chances.Max();
            var sum = 0.0;
            for (var c = 0; c < chances.Length; c++)
                sum += chances[c] = Math.Exp(chances[c] - max);
            for (var c = 0; c < chances.Length; c++)
                chances[c] /= sum;

            return (chances, max + Math.Log(sum));
        }

        static double Dot(double[] weights, ReadOnlySpan<float> features)
        {
            var sum = 0.0;
            for (var i = 0; i < weights.Length; i++)
                sum += weights[i] * features[i];

            return sum;
        }
    }
}
