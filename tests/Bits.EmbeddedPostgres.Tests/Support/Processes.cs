using System.Globalization;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Tests.Support;

/// <summary>The processes of this machine, as /proc shows them.</summary>
static class Processes
{
    /// <summary>All that have a word in their command line, or work in a folder of that name.</summary>
    public static IReadOnlyList<int> Of(string word) =>
        [.. All().Where(id => CommandLine(id).Contains(word) || WorkingFolder(id).StartsWith(word, StringComparison.Ordinal))];

    public static bool IsAlive(int id) => CommandLine(id).Length > 0;

    public static string CommandLine(int id) => Try(() => File.ReadAllText($"/proc/{id}/cmdline"));

    /// <summary>Sends a signal; of KILL, waits until the kernel has taken everything from the processes.</summary>
    public static async Task SignalAsync(string signal, params IEnumerable<int> ids)
    {
        int[] targets = [.. ids];
        await ChildProcess.RunAsync(
            ["/bin/sh", "-c", $"kill -{signal} {string.Join(' ', targets)}"], CancellationToken.None);

        // A process that is killed dies when it is its turn to run: on a busy machine after `kill` has returned.
        if (signal == "KILL")
            await Eventually.TrueAsync(() => !targets.Any(HoldsFiles), $"the end of {string.Join(", ", targets)}");
    }

    /// <summary>Whether the process began a session of its own, which its forks do not.</summary>
    public static bool LeadsItsSession(int id) =>
        Status(id) is [_, _, _, var session, ..] && session == id.ToString(CultureInfo.InvariantCulture);

    // A zombie, which waits for its parent, has closed its files.
    static bool HoldsFiles(int id) => Status(id) is [not ("Z" or "X"), ..];

    /// <summary>State, parent, group, session and more (proc_pid_stat(5)), or nothing of a process that is gone.</summary>
    static string[] Status(int id)
    {
        var stat = Try(() => File.ReadAllText($"/proc/{id}/stat"));
        var afterName = stat.LastIndexOf(')') + 2;

        return afterName < stat.Length ? stat[afterName..].Split(' ') : [];
    }

    static IEnumerable<int> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where name.All(char.IsAsciiDigit)
        select int.Parse(name, CultureInfo.InvariantCulture);

    static string WorkingFolder(int id) => Try(() => new FileInfo($"/proc/{id}/cwd").LinkTarget ?? "");

    // Processes end while we look at them, and those of other users are closed to us.
    static string Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
