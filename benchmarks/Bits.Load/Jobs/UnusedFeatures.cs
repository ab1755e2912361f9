namespace Bits.Load.Jobs;

/// <summary>What the features of operators cost jobs that use none of them: the queue is drained in a schema in which they are
/// declared for other queues and kinds, and in one in which nothing is declared, in turn.</summary>
sealed class UnusedFeatures(JobLoads declared, JobLoads bare)
{
    const int Concurrency = 50;

    readonly List<JobLoad> _declared = [], _bare = [];

    /// <summary>The ratio of their rates, taken within each round; the first round only warms up.</summary>
    public Measuring.Spread Ratio => Measuring.Spread.OfRatio(
        _declared.Skip(1).ToList(), _bare.Skip(1).ToList(), load => load.Answer.PerSecond);

    /// <summary>A drain of each, the other one first each time: what the second one finds warm evens out.</summary>
    public async Task RoundAsync(int jobs, CancellationToken ct)
    {
        Func<int, CancellationToken, Task>[] sides = [DrainDeclaredAsync, DrainBareAsync];
        foreach (var drainAsync in _bare.Count % 2 == 0 ? sides : [.. sides.Reverse()])
            await drainAsync(jobs, ct);
    }

    async Task DrainDeclaredAsync(int jobs, CancellationToken ct)
    {
        await declared.FillAsync(jobs, ct);
        await declared.DeclareForOthersAsync(ct);
        _declared.Add(await declared.DrainAsync(jobs, Concurrency, ct));
    }

    async Task DrainBareAsync(int jobs, CancellationToken ct)
    {
        await bare.FillAsync(jobs, ct);
        _bare.Add(await bare.DrainAsync(jobs, Concurrency, ct));
    }
}
