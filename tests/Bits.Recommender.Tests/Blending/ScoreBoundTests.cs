using Bits.Recommender.Blending;

namespace Bits.Recommender.Tests.Blending;

public sealed class ScoreBoundTests
{
    [Theory]
    [InlineData(-2f)]
    [InlineData(0f)]
    [InlineData(0.001f)]
    [InlineData(0.4f)]
    [InlineData(3f)]
    public void An_item_that_reaches_a_score_is_never_left_out(float weight)
    {
        var random = new Random(20261201);
        var blend = new Blend(weight, 0.05f, []);
        float[] popularity = [.. Enumerable.Range(0, 300).Select(_ => (random.NextSingle() * 24) - 12)];
        var bound = new ScoreBound(blend, popularity);

        foreach (var least in popularity.Append(float.NegativeInfinity))
            for (var item = 0; item < popularity.Length; item++)
            {
                var affinity = random.Next(3) == 0 ? 0 : (random.NextSingle() * 2) - 0.2f;
                if (popularity[item] + blend.OfAffinity(affinity) >= least)
                    Assert.True(bound.MayReach(bound.NeededFor(least), item, affinity), $"{popularity[item]}, {affinity}, {least}");
            }
    }

    [Fact]
    public void Most_items_that_do_not_reach_a_score_are_left_out()
    {
        var blend = new Blend(2, 0.05f, []);
        float[] popularity = [.. Enumerable.Range(0, 1_000).Select(item => -item / 100f)];
        var bound = new ScoreBound(blend, popularity);

        var needed = bound.NeededFor(popularity[99]);

        Assert.InRange(Enumerable.Range(0, 1_000).Count(item => bound.MayReach(needed, item, affinity: 0)), 100, 101);
    }
}
