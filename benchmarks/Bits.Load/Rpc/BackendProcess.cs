using System.Diagnostics;
using Bits.Load.Database;

namespace Bits.Load.Rpc;

/// <summary>The backend of this build as a process of its own.</summary>
sealed class BackendProcess : IAsyncDisposable
{
    const string AddressLine = "│  App";

    // The limits are asked at every call, and nobody meets them.
    static readonly string[] AmpleAllowances =
    [
        .. from of in (string[])["Read", "Search", "Write", "Sensitive", "Address"]
           from what in (string[])["Burst", "PerSecond"]
           select $"--RateLimits:{of}:{what}=1000000",
    ];

    BackendProcess(Process process) => Process = process;

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it over a schema and waits until it is ready. Its worker rests: calls are measured, not the jobs
    /// that they leave behind.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message is what it said.</exception>
    public static Task<BackendProcess> StartAsync(LoadSchema schema, string keyFile, CancellationToken ct) =>
        StartAsync(schema, keyFile, ["--Jobs:Enabled=false"], ct);

    /// <summary>Starts it over a schema, with settings, and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message is what it said.</exception>
    public static Task<BackendProcess> StartAsync(
        LoadSchema schema, string keyFile, string[] settings, CancellationToken ct) =>
        StartAsync("Bits.Backend", schema, keyFile, [.. settings, .. AmpleAllowances], ct);

    /// <summary>Starts the bare endpoint over a schema.</summary>
    public static Task<BackendProcess> StartBareAsync(LoadSchema schema, CancellationToken ct) =>
        StartAsync("Bits.BareEndpoint", schema, keyFile: null, [], ct);

    static async Task<BackendProcess> StartAsync(
        string program, LoadSchema schema, string? keyFile, string[] args, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Path(program), "--urls=http://127.0.0.1:0", .. args])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__Bits"] = schema.ConnectionString,
                ["Auth__DevelopmentKeyFile"] = keyFile,
            },
        };
        var backend = new BackendProcess(System.Diagnostics.Process.Start(start)!);
        try
        {
            await backend.WaitAsync(ct);
            return backend;
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    /// <exception cref="InvalidOperationException">It ended otherwise than it should.</exception>
    public async Task StopAsync(CancellationToken ct)
    {
        using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{Process.Id}"]))
            await kill.WaitForExitAsync(ct);
        await Process.WaitForExitAsync(ct);
        if (Process.ExitCode != 0)
            throw new InvalidOperationException($"The backend was asked to stop and ended with {Process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
            Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    async Task WaitAsync(CancellationToken ct)
    {
        var said = new List<string>();
        while (await Process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            said.Add(line);
            if (line.StartsWith(AddressLine, StringComparison.Ordinal))
                Address = new(line[AddressLine.Length..].Trim());
            if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                // Read on, or it would wait for us one day.
                _ = Process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"The backend did not start:\n{string.Join('\n', said)}");
    }
}
