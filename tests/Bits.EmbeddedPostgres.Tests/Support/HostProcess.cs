using System.Diagnostics;
using System.Text.Json;

namespace Bits.EmbeddedPostgres.Tests.Support;

/// <summary>What the host program says of the server that it has opened.</summary>
sealed record HostAnswer(
    string ConnectionString, string Description, string PsqlCommand, bool Attached, int Milliseconds, string[] Reports,
    string? Error, string? ErrorType);

/// <summary>Another process that uses a server (tests/Bits.EmbeddedPostgres.Host).</summary>
sealed class HostProcess : IDisposable
{
    readonly Process _process;

    HostProcess(Process process) => _process = process;

    public static string Program => Path.Combine(AppContext.BaseDirectory, "Bits.EmbeddedPostgres.Host");

    public int Id => _process.Id;

    /// <summary>Its answer; set by <see cref="AnswerAsync"/>.</summary>
    public HostAnswer Answer { get; private set; } = null!;

    /// <summary>Starts a host and does not wait for its answer.</summary>
    public static HostProcess Start(IEnumerable<string> command, params (string Name, string? Value)[] variables)
    {
        string[] words = [.. command];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        return new(Process.Start(start)!);
    }

    /// <summary>Waits for the answer of the host; null if it was killed before.</summary>
    public async Task<HostAnswer?> AnswerAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync();
        return line is null ? null : Answer = JsonSerializer.Deserialize<HostAnswer>(line)!;
    }

    /// <summary>Ends the host in good order.</summary>
    public async Task CloseAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends the host by SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<T> QueryAsync<T>(string sql) => await Sql.QueryAsync<T>(Answer.ConnectionString, sql);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();

        _process.Dispose();
    }
}
