using Bits.Load.Measuring;

namespace Bits.Load.Tests.Measuring;

public sealed class RoundsTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sides_take_turns_and_the_first_round_does_not_count()
    {
        var order = new List<string>();

        var measured = await Rounds.AlternateAsync(3, [Side("A"), Side("B")], Ct);

        Assert.Equal(["A", "B", "A", "B", "A", "B", "A", "B"], order);
        Assert.Equal([3, 5, 7], measured[0]);
        Assert.Equal([4, 6, 8], measured[1]);

        Func<Task<int>> Side(string name) => () =>
        {
            order.Add(name);
            return Task.FromResult(order.Count);
        };
    }

    [Fact]
    public async Task They_stop_between_sides()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        await Assert.ThrowsAsync<OperationCanceledException>(() => Rounds.AlternateAsync<int>(
            5, [StopAsync, () => throw new InvalidOperationException("The second side ran.")], stop.Token));

        async Task<int> StopAsync()
        {
            await stop.CancelAsync();
            return 0;
        }
    }
}
