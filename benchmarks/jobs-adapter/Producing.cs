using System.Diagnostics;
using Bits.Jobs;

namespace Bits.JobsAdapter;

/// <summary>Enqueues: all at once, one by one from several callers, or one by one at a rate.</summary>
sealed class Producing(JobQueue queue, Settings settings)
{
    const int Chunk = 20_000;

    public async Task<int> BulkAsync()
    {
        for (var from = 0; from < settings.N; from += Chunk)
        {
            var first = settings.First + from;
            await queue.EnqueueManyAsync(
                [.. Enumerable.Range(first, Math.Min(Chunk, settings.N - from)).Select(BenchJob.New)],
                BenchJson.Default.BenchJob);
        }

        return settings.N;
    }

    public async Task<int> SinglyAsync()
    {
        var (next, done, began) = (-1, 0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, settings.Concurrency).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began).TotalSeconds < settings.MaxSeconds
                && Interlocked.Increment(ref next) is var n && n < settings.N)
            {
                await queue.EnqueueAsync(BenchJob.New(settings.First + n), BenchJson.Default.BenchJob);
                Interlocked.Increment(ref done);
            }
        })));
        return done;
    }

    /// <summary>Never waits for a job to be enqueued before the next one is due.</summary>
    public async Task<int> AtRateAsync()
    {
        var (sent, began, all) = (0, Stopwatch.GetTimestamp(), new List<Task>(settings.N));
        for (var n = 0; n < settings.N;)
        {
            var due = Math.Min(settings.N, (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * settings.Rate) + 1);
            for (; n < due; n++)
                all.Add(SendAsync(BenchJob.New(settings.First + n)));
            await Task.Delay(2);
        }

        var left = settings.MaxSeconds - Stopwatch.GetElapsedTime(began).TotalSeconds;
        await Task.WhenAny(Task.WhenAll(all), Task.Delay(TimeSpan.FromSeconds(Math.Max(0, left))));
        return sent;

        async Task SendAsync(BenchJob job)
        {
            await Task.Yield();
            await queue.EnqueueAsync(job, BenchJson.Default.BenchJob);
            Interlocked.Increment(ref sent);
        }
    }
}
