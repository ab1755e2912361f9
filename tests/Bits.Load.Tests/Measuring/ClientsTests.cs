using Bits.Load.Measuring;

namespace Bits.Load.Tests.Measuring;

public sealed class ClientsTests
{
    [Fact]
    public async Task Each_client_finishes_its_steps_even_where_there_is_no_time()
    {
        var calls = new int[3];

        var loads = await Clients.RunAsync(
            [.. Enumerable.Range(0, 3).Select(client => new Func<int, Task>(i =>
            {
                Assert.Equal(calls[client]++, i);
                return Task.CompletedTask;
            }))],
            steps: 2, TimeSpan.Zero);

        Assert.Equal([2, 2, 2], calls);
        Assert.All(loads, load => Assert.Equal(3, load.Latencies.Count));
    }

    [Fact]
    public void Calls_a_second_are_those_of_all_clients()
    {
        var latencies = new Latencies();
        foreach (var latency in (double[])[10, 20, 30])
            latencies.Record(latency);

        Assert.Equal(6, new ClientLoad(latencies, TimeSpan.FromSeconds(0.5)).PerSecond);
    }
}
