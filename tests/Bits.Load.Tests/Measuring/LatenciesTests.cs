using Bits.Load.Measuring;

namespace Bits.Load.Tests.Measuring;

public sealed class LatenciesTests
{
    [Theory]
    [InlineData(0.50, 500)]
    [InlineData(0.95, 950)]
    [InlineData(0.99, 990)]
    [InlineData(1.00, 1_000)]
    [InlineData(0.00, 1)]
    [InlineData(0.0011, 2)]
    public void A_percentile_is_the_nearest_rank(double share, double expected) =>
        Assert.Equal(expected, Shuffled(1_000).Percentile(share));

    [Fact]
    public void One_call_is_every_percentile()
    {
        var latencies = Shuffled(1);

        Assert.Equal((1, 1, 1), (latencies.P50, latencies.P95, latencies.P99));
    }

    [Fact]
    public void What_comes_after_a_look_counts_in_the_next_look()
    {
        var latencies = Shuffled(3);
        Assert.Equal(2, latencies.P50);

        latencies.Record(0.5);
        latencies.Record(0.25);

        Assert.Equal(1, latencies.P50);
    }

    [Fact]
    public void Clients_are_merged_with_all_that_they_measured()
    {
        var merged = Latencies.Merged([Shuffled(10_000), Shuffled(2), new()]);

        Assert.Equal(10_002, merged.Count);
        Assert.Equal(10_000, merged.Percentile(1));
    }

    [Fact]
    public void Nothing_measured_has_no_percentile() =>
        Assert.Throws<InvalidOperationException>(() => new Latencies().P50);

    static Latencies Shuffled(int count)
    {
        var numbers = Enumerable.Range(1, count).ToArray();
        new Random(1).Shuffle(numbers);
        var latencies = new Latencies();
        foreach (var number in numbers)
            latencies.Record(number);

        return latencies;
    }
}
