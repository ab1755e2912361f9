using Bits.Load.Measuring;

namespace Bits.Load.Tests.Measuring;

public sealed class SpreadTests
{
    [Fact]
    public void The_median_is_the_middle_one_whatever_the_order() =>
        Assert.Equal(new(Median: 3, Min: 1, Max: 100), Spread.Of([100, 1, 3]));

    [Fact]
    public void Of_an_even_number_the_median_is_the_mean_of_the_two_in_the_middle() =>
        Assert.Equal(new(Median: 2.5, Min: 1, Max: 9), Spread.Of([9, 2, 1, 3]));

    [Fact]
    public void Nothing_measured_has_no_spread() => Assert.Throws<ArgumentException>(() => Spread.Of([]));

    [Fact]
    public void A_ratio_is_taken_within_each_round() => Assert.Equal(
        new(Median: 2, Min: 1, Max: 2), // of the medians it would be 10 / 10
        Spread.OfRatio<double>([2, 10, 200], [1, 10, 100], x => x));

    [Fact]
    public void A_ratio_needs_as_many_rounds_on_both_sides() =>
        Assert.Throws<ArgumentException>(() => Spread.OfRatio<double>([1, 2], [1], x => x));

    [Theory]
    [InlineData(0.123, "0.12  (0.12–0.12)")]
    [InlineData(12.34, "12.3  (12.3–12.3)")]
    [InlineData(123.4, "123  (123–123)")]
    [InlineData(12_345.6, "12,346  (12,346–12,346)")]
    public void It_is_shown_with_the_digits_that_matter(double value, string expected) =>
        Assert.Equal(expected, Spread.Of([value]).ToString());
}
