using System.ComponentModel;
using System.Diagnostics;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>What a program said, both on its output and on its error stream, and its exit code.</summary>
sealed record ChildResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs programs without blocking, in an environment that does not depend on the user's.</summary>
static class ChildProcess
{
    // What a shell answers for a program that it cannot run.
    const int CannotRun = 127;

    /// <summary>Runs a program to its end. Cancelling kills it and everything that it has started.</summary>
    public static async Task<ChildResult> RunAsync(IEnumerable<string> command, CancellationToken ct)
    {
        var start = Describe(command);
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            await using var killing = ct.Register(() => process.Kill(entireProcessTree: true));

            var texts = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(CancellationToken.None),
                process.StandardError.ReadToEndAsync(CancellationToken.None));
            await process.WaitForExitAsync(CancellationToken.None);

            ct.ThrowIfCancellationRequested();
            return new(process.ExitCode, string.Concat(texts).Trim());
        }
        catch (Win32Exception e)
        {
            return new(CannotRun, e.Message);
        }
    }

    /// <summary>The same; a program that takes longer than a limit is killed, and has failed.</summary>
    public static async Task<ChildResult> RunAsync(IEnumerable<string> command, TimeSpan limit, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(limit);
        try
        {
            return await RunAsync(command, limited.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(CannotRun, $"no end after {limit.TotalMinutes} minutes");
        }
    }

    /// <summary>How a program is started: in <c>/</c>, with English messages, in UTC, and with no <c>PG*</c> variable.</summary>
    /// <remarks>A stray PGPORT, PGDATA or PGOPTIONS would reach initdb and the server.</remarks>
    public static ProcessStartInfo Describe(IEnumerable<string> command)
    {
        string[] words = [.. command];
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = "/" };

        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);

        return start;
    }

    /// <summary>The full path of a program that is on the PATH, else null.</summary>
    public static string? Find(string program) =>
        SearchPath.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The folders of the PATH, or the usual ones where there is none.</summary>
    public static string[] SearchPath =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
