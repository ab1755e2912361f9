using Bits.Load.Measuring;

namespace Bits.Load.Tests.Measuring;

public sealed class RankTestTests
{
    static readonly double[] Low = [1, 2, 3, 4, 5];
    static readonly double[] High = [6, 7, 8, 9, 10];

    [Fact]
    public void Sides_apart_are_unlikely_to_be_the_same() => Assert.Equal(0.00902, RankTest.PValue([(Low, High)]), 5); // z = -12.5 / √22.92

    [Fact]
    public void The_order_of_the_sides_does_not_matter() =>
        Assert.Equal(RankTest.PValue([(Low, High)]), RankTest.PValue([(High, Low)]), 12);

    [Fact]
    public void Equal_sides_are_the_same() => Assert.Equal(1, RankTest.PValue([(Low, Low)]), 12);

    [Fact]
    public void Constant_sides_are_the_same() => Assert.Equal(1, RankTest.PValue([([1, 1, 1], [1, 1])]));

    [Fact]
    public void Ties_count_half() => Assert.Equal(0.0325, RankTest.PValue([([1, 1, 2, 2], [2, 3, 3, 3])]), 4);

    [Fact]
    public void Kinds_that_differ_add_up_and_their_levels_do_not_matter()
    {
        var both = RankTest.PValue([(Low, High), ([.. Low.Select(x => 1_000 * x)], [.. High.Select(x => 1_000 * x)])]);

        Assert.Equal(0.000222, both, 6); // z = -2 · 12.5 / √(2 · 22.92)
    }

    [Fact]
    public void Kinds_that_differ_in_opposite_ways_cancel() => Assert.Equal(1, RankTest.PValue([(Low, High), (High, Low)]), 12);
}
