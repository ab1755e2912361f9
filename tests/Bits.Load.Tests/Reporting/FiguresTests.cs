using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Tests.Reporting;

public sealed class FiguresTests
{
    [Fact]
    public void The_line_has_the_keys_in_their_order_and_four_significant_digits()
    {
        var inner = new Figures();
        inner.Add("p50_ms", 0.000123456);
        var figures = new Figures();
        figures.Add("rows", 15_000_000);
        figures.Add("b_ratio", new Spread(Median: 1.23456, Min: 1, Max: 2));
        figures.Add("a_seconds", 123_456.7);
        figures.Add("calls", inner);

        Assert.Equal(
            """{"rows":15000000,"b_ratio":1.235,"a_seconds":123500,"calls":{"p50_ms":0.0001235}}""", figures.ToJson());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_is_refused(double value) =>
        Assert.Throws<ArgumentException>(() => new Figures().Add("ratio", value));

    [Fact]
    public void A_key_comes_once()
    {
        var figures = new Figures();
        figures.Add("rows", 1);

        Assert.Throws<ArgumentException>(() => figures.Add("rows", 2));
    }
}
