using System.Diagnostics;
using Bits.Load.Database;

namespace Bits.Load.Rpc;

/// <summary>The backend of this build as a process of its own.</summary>
sealed class BackendProcess : IAsyncDisposable
{
    const string AddressLine = "│  App";

    readonly Process _process;

    BackendProcess(Process process) => _process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it over a schema and waits until it is ready. Its worker rests: calls are measured, not the jobs
    /// that they leave behind.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message is what it said.</exception>
    public static async Task<BackendProcess> StartAsync(LoadSchema schema, string keyFile, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [Built, "--urls=http://127.0.0.1:0", "--Jobs:Enabled=false"])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__Bits"] = schema.ConnectionString,
                ["Auth__DevelopmentKeyFile"] = keyFile,
            },
        };
        var backend = new BackendProcess(Process.Start(start)!);
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

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // …/artifacts/bin/Bits.Load/release/ -> …/artifacts/bin/Bits.Backend/release/
    static string Built
    {
        get
        {
            var own = AppContext.BaseDirectory.TrimEnd('/');
            return Path.Combine(own, "..", "..", "Bits.Backend", Path.GetFileName(own), "Bits.Backend.dll");
        }
    }

    async Task WaitAsync(CancellationToken ct)
    {
        var said = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            said.Add(line);
            if (line.StartsWith(AddressLine, StringComparison.Ordinal))
                Address = new(line[AddressLine.Length..].Trim());
            if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                // Read on, or it would wait for us one day.
                _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"The backend did not start:\n{string.Join('\n', said)}");
    }
}
