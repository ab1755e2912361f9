using System.Collections.Concurrent;
using System.Diagnostics;
using Bits.Load.Database;
using Bits.Load.Rpc;

namespace Bits.Load.Faults;

/// <summary><c>adminctl jobs run</c>: a worker in a process of its own, to be killed.</summary>
sealed class WorkerProcess : IAsyncDisposable
{
    const int LinesKept = 20;

    readonly Process _process;
    readonly ConcurrentQueue<string> _said = new();

    WorkerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts one and waits until it works.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message is what it said.</exception>
    public static async Task<WorkerProcess> StartAsync(LoadSchema schema, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Path("Adminctl", "adminctl"), "jobs", "run", "--queue", "default"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__Bits"] = schema.ConnectionString,
            },
        };
        var worker = new WorkerProcess(new() { StartInfo = start });
        if (await worker._process.StandardOutput.ReadLineAsync(ct) is not null)
            return worker;

        await worker._process.WaitForExitAsync(ct);
        throw worker.Ended();
    }

    /// <summary>Kills it with SIGKILL.</summary>
    /// <exception cref="InvalidOperationException">It had ended by itself; the message is what it said.</exception>
    public async Task KillAsync(CancellationToken ct)
    {
        RequireAlive();
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>A worker goes on whatever happens to its database.</summary>
    /// <exception cref="InvalidOperationException">It has ended by itself; the message is what it said.</exception>
    public void RequireAlive()
    {
        if (_process.HasExited)
            throw Ended();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    InvalidOperationException Ended() => new($"The worker ended with {_process.ExitCode}:\n{string.Join('\n', _said)}");

    void Keep(string? line)
    {
        if (line is not null)
            _said.Enqueue(line);
        while (_said.Count > LinesKept)
            _said.TryDequeue(out _);
    }
}
