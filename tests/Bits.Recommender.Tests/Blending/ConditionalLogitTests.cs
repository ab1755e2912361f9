using Bits.Recommender.Blending;

namespace Bits.Recommender.Tests.Blending;

/// <summary>The fit of weights to choices.</summary>
public sealed class ConditionalLogitTests
{
    [Fact]
    public void Choices_that_were_drawn_by_weights_give_the_weights_back()
    {
        var (random, truth) = (new Random(5), (double[])[1.5, -0.5, 0]);
        var choices = Enumerable.Range(0, 5_000).Select(_ => Draw(random, truth)).ToList();
        var weights = new double[3];

        ConditionalLogit.Fit(choices, weights, CancellationToken.None);

        for (var i = 0; i < truth.Length; i++)
            Assert.Equal(truth[i], weights[i], 0.1);
    }

    static Choice Draw(Random random, double[] weights)
    {
        var candidates = Enumerable.Range(0, 20).Select(_ => weights.Select(_ => (float)random.NextDouble() * 2).ToArray()).ToArray();
        var chances = candidates.Select(features => Math.Exp(features.Zip(weights, (f, w) => f * w).Sum())).ToArray();
        var (at, place) = (random.NextDouble() * chances.Sum(), 0);
        while (place < chances.Length - 1 && (at -= chances[place]) > 0)
            place++;

        float[][] ordered = [candidates[place], .. candidates.Where((_, i) => i != place)];
        return new(1, new float[ordered.Length], [.. ordered.SelectMany(features => features)]);
    }
}
