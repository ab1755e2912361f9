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

    public static Task SignalAsync(string signal, params IEnumerable<int> ids) =>
        ChildProcess.RunAsync(["/bin/sh", "-c", $"kill -{signal} {string.Join(' ', ids)}"], CancellationToken.None);

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
