using System.ComponentModel;
using System.Diagnostics;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>The output of a program, standard output and error, and its exit code.</summary>
sealed record ChildResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs programs asynchronously, in an environment independent of the user's.</summary>
static class ChildProcess
{
    // The exit code of a shell for a program that it cannot run.
    const int CannotRun = 127;

    /// <summary>Runs a program to its end. Cancelling kills it and its children.</summary>
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

    /// <summary>Runs a program with a time limit; kills it afterwards and reports a failure.</summary>
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
            return new(CannotRun, $"killed after {limit.TotalMinutes} minutes");
        }
    }

    /// <summary>Returns the settings of a start: in <c>/</c>, with English messages, in UTC, and without <c>PG*</c>
    /// variables.</summary>
    /// <remarks>A stray PGPORT, PGDATA or PGOPTIONS would affect initdb and the server.</remarks>
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

    /// <summary>Finds the full path of a program on the PATH.</summary>
    public static string? Find(string program) =>
        SearchPath.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Lists the folders of the PATH, or the usual ones without a PATH.</summary>
    public static string[] SearchPath =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
