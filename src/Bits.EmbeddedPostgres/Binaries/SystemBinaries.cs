using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Binaries;

/// <summary>Finds the PostgreSQL programs installed by the system or its user.</summary>
[UnsupportedOSPlatform("windows")]
static class SystemBinaries
{
    // A star matches any part of one folder name.
    static readonly string[] LinuxFolders =
    [
        "/usr/lib/postgresql/*/bin", // Debian, Ubuntu
        "/usr/pgsql-*/bin", // packages of postgresql.org for RHEL, Fedora, SUSE
        "/usr/libexec/postgresql*", // Alpine
        "/usr/lib/postgresql*/bin", // SUSE, Gentoo
    ];

    static readonly string[] MacFolders =
    [
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "/Library/PostgreSQL/*/bin",
    ];

    /// <summary>Lists all that are new enough, the highest version first.</summary>
    public static Task<IReadOnlyList<PostgresBinaries>> ListAsync(CancellationToken ct) =>
        ListAsync(OperatingSystem.IsMacOS() ? MacFolders : LinuxFolders, ChildProcess.SearchPath, ct);

    /// <summary>Lists them among the given patterns and folders; for equal versions, the first named one.</summary>
    public static async Task<IReadOnlyList<PostgresBinaries>> ListAsync(
        string[] patterns, string[] searchPath, CancellationToken ct)
    {
        var known = patterns.SelectMany(Matching)
            .Select(folder => PostgresBinaries.FindInAsync(folder, "found on the system", ct));
        var onPath = searchPath.Where(Path.IsPathRooted)
            .Select(folder => PostgresBinaries.FindInAsync(folder, "found on the PATH", ct));

        var found = await Task.WhenAll(known.Concat(onPath));

        return [.. found.OfType<PostgresBinaries>()
            .Where(binaries => binaries.Major >= PostgresBinaries.OldestMajor)
            .OrderByDescending(binaries => binaries.Version)];
    }

    static IEnumerable<string> Matching(string pattern) =>
        pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((IEnumerable<string>)["/"], Descend);

    static IEnumerable<string> Descend(IEnumerable<string> folders, string name) =>
        name.Contains('*', StringComparison.Ordinal)
            ? folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateDirectories(folder, name))
            : folders.Select(folder => Path.Combine(folder, name));
}
