using System.Collections.Concurrent;

namespace Bits.Jobs.Tests;

/// <summary>Timers that no blocked thread of the pool delays, and that none of them gets lost.</summary>
public sealed class EngineTimeTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_timer_fires_once_and_not_before_its_time()
    {
        var time = EngineTime.Instance;
        var late = new ConcurrentBag<TimeSpan>();
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i =>
        {
            for (var turn = 0; turn < 5; turn++)
            {
                var wait = TimeSpan.FromMilliseconds((i * 7 + turn) % 40);
                var from = time.GetTimestamp();
                await Task.Delay(wait, time, Ct);
                late.Add(time.GetElapsedTime(from) - wait);
            }
        })).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(10_000, late.Count);
        Assert.All(late, by => Assert.True(by > TimeSpan.FromMilliseconds(-1.01), $"{by}"));
    }

    [Fact]
    public async Task A_timer_that_is_changed_or_disposed_of_fires_only_as_told_last()
    {
        var fired = 0;
        var moved = new TaskCompletionSource();
        await using var disposed = EngineTime.Instance.CreateTimer(_ => fired++, null, TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
        await using var changed = EngineTime.Instance.CreateTimer(
            _ => moved.TrySetResult(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);

        await disposed.DisposeAsync();
        changed.Change(TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);

        await moved.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.Equal(0, fired);
    }

    [Fact]
    public async Task A_callback_that_throws_stops_no_other_timer()
    {
        await using var broken = EngineTime.Instance.CreateTimer(
            _ => throw new InvalidOperationException(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

        await Task.Delay(TimeSpan.FromMilliseconds(20), EngineTime.Instance, Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }
}
