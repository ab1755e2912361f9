using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bits.Testing;

/// <summary>A program of ours as a real process, to be talked to, stopped or killed.</summary>
public sealed class ProgramProcess : IAsyncDisposable
{
    // Far beyond what anything takes, also beside other tests that build and run programs.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    static readonly ConcurrentDictionary<ProgramProcess, bool> Running = new();

    readonly Process _process;
    readonly ConcurrentQueue<string> _lines = [];

    // A test that failed may not have come to end what it started.
    static ProgramProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var left in Running.Keys)
            left.End();
    };

    ProgramProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        Running[this] = true;
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>What it has printed so far, on both outputs.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts one of the programs of this build, such as <c>Bits.Backend</c>.</summary>
    public static ProgramProcess StartBuilt(
        string project, IEnumerable<string> args, IReadOnlyDictionary<string, string?> environment) =>
        Start("dotnet", [Built(project), .. args], environment);

    /// <summary>Starts a program, in the folder of the solution or another one.</summary>
    public static ProgramProcess Start(
        string file, IEnumerable<string> args, IReadOnlyDictionary<string, string?> environment, string? folder = null)
    {
        var start = new ProcessStartInfo(file, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Repository,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return new(new() { StartInfo = start });
    }

    /// <summary>The assembly of a program of this build.</summary>
    public static string Built(string project)
    {
        // …/artifacts/bin/X.Tests/debug/ -> …/artifacts/bin/<project>/debug/
        var own = AppContext.BaseDirectory.TrimEnd('/');
        var assembly = project == "Adminctl" ? "adminctl" : project;
        return Path.Combine(own, "..", "..", project, Path.GetFileName(own), $"{assembly}.dll");
    }

    /// <summary>Waits for a line that begins so, and returns it.</summary>
    public async Task<string> LineAsync(string beginning, CancellationToken ct)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(10, ct))
        {
            if (_lines.FirstOrDefault(l => l.StartsWith(beginning, StringComparison.Ordinal)) is { } line)
                return line;
            if (_process.HasExited || started.Elapsed > Patience)
                throw new InvalidOperationException(
                    $"There is no line '{beginning}'{(_process.HasExited ? $" and it ended with {_process.ExitCode}" : "")}:\n{Output}");
        }
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct).WaitAsync(Patience, ct);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as Ctrl-C or a service manager does.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await ExitAsync(ct);
    }

    /// <summary>Kills it with SIGKILL.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>Ends it, and what it has started: children would keep its outputs open, and us waiting.</summary>
    public ValueTask DisposeAsync()
    {
        if (Running.TryRemove(this, out _))
        {
            End();
            _process.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    void End()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }

    static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bits.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside a checkout.");

        return folder.FullName;
    }
}
