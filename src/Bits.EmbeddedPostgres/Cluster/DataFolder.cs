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
    /// <summary>The major version of data that is to stay; null if there is none.</summary>
    public int? Major => !folder.Ephemeral && folder.HasData
        ? int.Parse(File.ReadAllText(folder.VersionFile), CultureInfo.InvariantCulture)
        : null;

    /// <summary>Makes the data, or checks that it fits the programs. An ephemeral cluster always begins anew.</summary>
    /// <exception cref="PostgresUnavailableException">It does not fit, or cannot be made.</exception>
    public async Task PrepareAsync(PostgresBinaries binaries, ServerUser user, CancellationToken ct)
    {
        await RemoveLeftoversAsync(ct);

        if (Major is not { } major)
            await CreateAsync(binaries, user, ct);
        else if (major != binaries.Major)
            throw new PostgresUnavailableException(
                $"The data in {folder.Data} was made by PostgreSQL {major}, but the programs in {binaries.Folder} are "
                + $"PostgreSQL {binaries.Version}. Set BITS_PG_BIN to the programs of PostgreSQL {major}; or, if the data "
                + $"is not needed, remove {folder.Root}.");
    }

    // Of processes that were killed while they made a cluster, and of supervisors that were killed while they removed one.
    async Task RemoveLeftoversAsync(CancellationToken ct)
    {
        string[] unfinished = [.. Directory.EnumerateDirectories(folder.Root, "data.*.new")];
        await InitdbGoneAsync(unfinished, ct);

        List<string> leftovers = [.. unfinished, .. folder.Ephemeral ? folder.LeftAside : []];
        if (leftovers.Count > 0)
            await ChildProcess.RunAsync(["rm", "-rf", "--", .. leftovers], ct);
    }

    // It outlives the process that started it, and would leave shared memory behind if its folder went from under it.
    async Task InitdbGoneAsync(string[] unfinished, CancellationToken ct)
    {
        var patience = new Patience("the initdb of a process that was killed", report);
        while (unfinished.Any(RunningProcesses.AnyWith))
            await patience.StepAsync(ct);
    }

    async Task CreateAsync(PostgresBinaries binaries, ServerUser user, CancellationToken ct)
    {
        report($"creating a PostgreSQL {binaries.Version} cluster in {folder.Root}");

        // Under a name of its own, for the initdb of a killed process may still be at work; then at once in its place.
        var unfinished = $"{folder.Data}.{Guid.CreateVersion7():N}.new";
        if (Directory.Exists(folder.Data))
            await EmptyAsync(folder.Data, unfinished, ct);
        else
            ClusterFolder.CreateFor(user, unfinished);

        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await WriteSecretAsync(folder.Passwords, $"*:*:*:postgres:{password}\n", ct);
        await InitdbAsync(binaries, user, unfinished, password, ct);

        Directory.Move(unfinished, folder.Data);
    }

    // The data of an ephemeral cluster whose server was killed. The folder itself is used again: by its inode PostgreSQL
    // finds the shared memory of that server, and frees it.
    static async Task EmptyAsync(string data, string newName, CancellationToken ct)
    {
        Directory.Move(data, newName);
        await ChildProcess.RunAsync(["find", newName, "-mindepth", "1", "-delete"], ct);
    }

    async Task InitdbAsync(
        PostgresBinaries binaries, ServerUser user, string target, string password, CancellationToken ct)
    {
        var passwordFile = folder.In("initdb.password");
        await WriteSecretAsync(passwordFile, password, ct);
        user.Own(passwordFile);

        // What it says goes to a file: a pipe would break with us and kill it half-way, and its helper would work on.
        var said = folder.In("initdb.log");
        string[] durability = folder.Ephemeral ? ["--no-sync"] : [];
        var result = await ChildProcess.RunAsync(
            [
                "/bin/sh", "-c", """exec "$@" >"$0" 2>&1""", said,
                .. user.Prefix, binaries.Initdb, "-D", target, "-U", "postgres", "-E", "UTF8", .. Locale(binaries),
                "-A", "scram-sha-256", $"--pwfile={passwordFile}", .. durability,
            ],
            ct);

        File.Delete(passwordFile);
        if (!result.Succeeded)
            throw new PostgresUnavailableException(
                $"{binaries.Initdb} could not make a cluster in {folder.Root}. It said: {await File.ReadAllTextAsync(said, ct)}");
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
