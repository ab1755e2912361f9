using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bits.Jobs;

namespace Bits.JobsAdapter;

/// <summary>What handlers do: count, or write when they begin and end.</summary>
sealed class Handling(Settings settings)
{
    readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly FileStream? _log = settings.Mode == "work"
        ? new(settings.Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1)
        : null;
    int _done;

    public Task All => _all.Task;

    public int Done => Volatile.Read(ref _done);

    /// <summary>When the last of them ended, as <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long LastAt { get; private set; }

    public async Task HandleAsync(BenchJob job, CancellationToken ct)
    {
        if (_log is null)
        {
            Count();
            return;
        }

        Write($"S {job.N} {job.T} {BenchJob.Now()}\n");
        if (settings.SleepMs > 0)
            await Task.Delay(settings.SleepMs, ct);
        Write($"E {job.N} {BenchJob.Now()}\n");
    }

    void Count()
    {
        if (Interlocked.Increment(ref _done) != settings.N)
            return;

        LastAt = Stopwatch.GetTimestamp();
        _all.TrySetResult();
    }

    // In one write, so that it survives a SIGKILL.
    void Write(FormattableString line)
    {
        var bytes = Encoding.ASCII.GetBytes(line.ToString(CultureInfo.InvariantCulture));
        lock (_log!)
        {
            _log.Write(bytes);
            _log.Flush();
        }
    }
}

/// <summary>The handler.</summary>
sealed class BenchHandler(Handling handling) : IJobHandler<BenchJob>
{
    public Task HandleAsync(Job<BenchJob> job, CancellationToken ct) => handling.HandleAsync(job.Args, ct);
}
