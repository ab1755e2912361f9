using System.Diagnostics;
using Bits.Load.Database;

namespace Bits.Load.Faults;

/// <summary>What goes wrong, and when: one fault after the other, with calm between them.</summary>
sealed class FaultPlan : IAsyncDisposable
{
    static readonly TimeSpan LeastCalm = TimeSpan.FromSeconds(3);

    readonly ScenarioContext _context;
    readonly LoadSchema _schema;
    readonly Nodes _nodes;
    WorkerProcess _worker;

    FaultPlan(ScenarioContext context, LoadSchema schema, Nodes nodes, WorkerProcess worker) =>
        (_context, _schema, _nodes, _worker) = (context, schema, nodes, worker);

    /// <summary>Starts the worker that will be killed.</summary>
    public static async Task<FaultPlan> OpenAsync(ScenarioContext context, LoadSchema schema, Nodes nodes, CancellationToken ct) =>
        new(context, schema, nodes, await WorkerProcess.StartAsync(schema, ct));

    /// <summary>Has everything go wrong within this time.</summary>
    public async Task<IReadOnlyList<FaultWindow>> RunAsync(TimeSpan length, CancellationToken ct)
    {
        var (start, faults) = (Stopwatch.GetTimestamp(), Faults());
        var windows = new List<FaultWindow>();
        foreach (var (name, strike) in faults)
        {
            await UntilAsync(length * (windows.Count + 1) / (faults.Count + 1));
            ScenarioContext.Tell($"fault: {name}");
            var began = Stopwatch.GetTimestamp();
            await strike(ct);
            await Task.Delay(_context.At(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(15)), ct);
            windows.Add(new(name, began, Stopwatch.GetTimestamp()));
        }

        await UntilAsync(length);
        return windows;

        // Where a fault lasts long there is calm behind it all the same.
        async Task UntilAsync(TimeSpan since)
        {
            var left = since - Stopwatch.GetElapsedTime(start);
            await Task.Delay(left > LeastCalm ? left : LeastCalm, ct);
        }
    }

    /// <summary>The worker goes on whatever happened to its database.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message is what it said.</exception>
    public void RequireWorker() => _worker.RequireAlive();

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    List<(string Name, Func<CancellationToken, Task> Strike)> Faults()
    {
        List<(string, Func<CancellationToken, Task>)> faults = [("worker_kill", KillWorkerAsync), ("rolling_restart", _nodes.RollAsync)];
        if (_context.Database.IsPrivate)
            return [("postgres_restart", _ => _context.Database.RestartAsync(CancellationToken.None)), .. faults]; // never left half way

        ScenarioContext.Tell("the database is yours: its restart is left out");
        return faults;
    }

    async Task KillWorkerAsync(CancellationToken ct)
    {
        await _worker.KillAsync(ct);
        await _worker.DisposeAsync();
        _worker = await WorkerProcess.StartAsync(_schema, ct);
    }
}
