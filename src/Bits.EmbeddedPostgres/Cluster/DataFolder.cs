using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Bits.EmbeddedPostgres.Binaries;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>The data of a cluster: made by <c>initdb</c>, or checked that the programs fit.</summary>
[UnsupportedOSPlatform("windows")]
sealed class DataFolder(ClusterFolder folder, Action<string> report)
{
    /// <summary>The major version that made the data; null if there is none.</summary>
    public int? Major => File.Exists(VersionFile)
        ? int.Parse(File.ReadAllText(VersionFile), CultureInfo.InvariantCulture)
        : null;

    string VersionFile => Path.Combine(folder.Data, "PG_VERSION");

    /// <summary>Removes all that the lock's holder does not want to find: half-made data, and of ephemeral clusters all data.</summary>
    public async Task ClearAsync(CancellationToken ct)
    {
        List<string> unwanted = [.. Directory.EnumerateDirectories(folder.Root, "data.*.new")];
        if (folder.Ephemeral)
            unwanted.AddRange([folder.Data, .. folder.LeftAside]);

        if (unwanted.Exists(Directory.Exists))
            await ChildProcess.RunAsync(["rm", "-rf", "--", .. unwanted], ct);
    }

    /// <summary>Makes the data, or checks that it fits the programs.</summary>
    /// <exception cref="PostgresUnavailableException">It does not fit, or cannot be made.</exception>
    public async Task PrepareAsync(PostgresBinaries binaries, ServerUser user, CancellationToken ct)
    {
        if (Major is not { } major)
            await CreateAsync(binaries, user, ct);
        else if (major != binaries.Major)
            throw new PostgresUnavailableException(
                $"The data in {folder.Data} was made by PostgreSQL {major}, but the programs in {binaries.Folder} are "
                + $"PostgreSQL {binaries.Version}. Set BITS_PG_BIN to the programs of PostgreSQL {major}; or, if the data "
                + $"is not needed, remove {folder.Root}.");
    }

    async Task CreateAsync(PostgresBinaries binaries, ServerUser user, CancellationToken ct)
    {
        report($"creating a PostgreSQL {binaries.Version} cluster in {folder.Root}");

        // Under a name of its own, for the initdb of a killed process may still be at work; then at once in its place.
        var unfinished = $"{folder.Data}.{Guid.CreateVersion7():N}.new";
        ClusterFolder.CreateFor(user, unfinished);

        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await WriteSecretAsync(folder.Passwords, $"*:*:*:postgres:{password}\n", ct);
        await InitdbAsync(binaries, user, unfinished, password, ct);

        Directory.Move(unfinished, folder.Data);
    }

    async Task InitdbAsync(
        PostgresBinaries binaries, ServerUser user, string target, string password, CancellationToken ct)
    {
        var passwordFile = folder.In("initdb.password");
        await WriteSecretAsync(passwordFile, password, ct);
        user.Own(passwordFile);

        string[] durability = folder.Ephemeral ? ["--no-sync"] : [];
        var result = await ChildProcess.RunAsync(
            [
                .. user.Prefix, binaries.Initdb, "-D", target, "-U", "postgres", "-E", "UTF8", .. Locale(binaries),
                "-A", "scram-sha-256", $"--pwfile={passwordFile}", .. durability,
            ],
            ct);

        File.Delete(passwordFile);
        if (!result.Succeeded)
            throw new PostgresUnavailableException(
                $"{binaries.Initdb} could not make a cluster in {folder.Root}. It said: {result.Output}");
    }

    // Plain "C" would leave lower(), ILIKE and to_tsvector blind to the case of letters beyond ASCII. C.UTF-8 folds
    // them and still sorts by code point, so that no upgrade of the system can damage an index.
    static string[] Locale(PostgresBinaries binaries) => binaries.Major >= 17
        ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        : ["--locale=C.UTF-8"];

    static async Task WriteSecretAsync(string path, string text, CancellationToken ct)
    {
        File.Delete(path);
        await using var file = new StreamWriter(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await file.WriteAsync(text.AsMemory(), ct);
    }
}
