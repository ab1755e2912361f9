using System.Threading.Channels;
using Bits.Platform.Maintenance;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bits.Platform.Tests.Maintenance;

public sealed class MaintenanceServiceTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_that_throws_runs_again_at_its_next_interval()
    {
        var (time, task) = (new FakeTimeProvider(), new Throwing());
        using var service = new MaintenanceService<Throwing>(task, time, NullLogger<Throwing>.Instance);

        await service.StartAsync(Ct);
        await task.UntilAsync(runs: 1);
        time.Advance(task.Interval);
        await task.UntilAsync(runs: 2);
        await service.StopAsync(Ct);

        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    sealed class Throwing : IMaintenanceTask
    {
        readonly Channel<bool> _ran = Channel.CreateUnbounded<bool>();
        int _runs;

        public TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

        public Task RunAsync(CancellationToken ct)
        {
            _ran.Writer.TryWrite(true);
            throw new InvalidOperationException("out of order");
        }

        public async Task UntilAsync(int runs)
        {
            for (; _runs < runs; _runs++)
                Assert.True(await _ran.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct));
        }
    }
}
