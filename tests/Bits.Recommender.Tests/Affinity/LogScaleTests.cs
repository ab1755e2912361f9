using Bits.Recommender.Affinity;

namespace Bits.Recommender.Tests.Affinity;

/// <summary>The search of a value on a logarithmic scale.</summary>
public sealed class LogScaleTests
{
    [Theory]
    [InlineData(300, 300)]
    [InlineData(2, 2)]
    [InlineData(50_000, 50_000)]
    public void The_top_of_a_parabola_is_found_between_the_values_that_were_tried(double top, double expected)
    {
        var (value, variant) = LogScale.FindBest(300, 3, at => [-1e9, 1 - Math.Pow(Math.Log(at / top), 2)]);

        Assert.Equal(expected, value, expected * 0.01);
        Assert.Equal(1, variant);
    }

    [Fact]
    public void A_gain_that_never_changes_ends_the_search() => Assert.InRange(LogScale.FindBest(300, 3, _ => [0.5]).Value, 0.1, 1e6);
}
