using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Bits.EmbeddedPostgres.Binaries;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>Creates the data of a cluster with <c>initdb</c>, or checks that it fits the programs.</summary>
[UnsupportedOSPlatform("windows")]
sealed class DataFolder(ClusterFolder folder, Action<string> report)
{
    /// <summary>Gets the major version of permanent data; null without such data.</summary>
    public int? Major => !folder.Ephemeral && folder.HasData
        ? int.Parse(File.ReadAllText(folder.VersionFile), CultureInfo.InvariantCulture)
        : null;

    /// <summary>Creates the data, or checks that it fits the programs. An ephemeral cluster always starts empty.</summary>
    /// <exception cref="PostgresUnavailableException">The data does not fit, or cannot be created.</exception>
    public async Task PrepareAsync(PostgresBinaries binaries, ServerUser user, CancellationToken ct)
    {
        await RemoveLeftoversAsync(ct);

        if (Major is not { } major)
            await CreateAsync(binaries, user, ct);
        else if (major != binaries.Major)
            throw new PostgresUnavailableException(
                $"The data in {folder.Data} was created by PostgreSQL {major}, but the programs in {binaries.Folder} are "
                + $"PostgreSQL {binaries.Version}. Set BITS_PG_BIN to the programs of PostgreSQL {major}; or, if the data "
                + $"is not needed, remove {folder.Root}.");
    }

    // Left by killed processes during creation, and by killed supervisors during removal.
    async Task RemoveLeftoversAsync(CancellationToken ct)
    {
        string[] unfinished = [.. Directory.EnumerateDirectories(folder.Root, "data.*.new")];
        await InitdbGoneAsync(unfinished, ct);

        List<string> leftovers = [.. unfinished, .. folder.Ephemeral ? folder.LeftAside : []];
        if (leftovers.Count > 0)
            await ChildProcess.RunAsync(["rm", "-rf", "--", .. leftovers], ct);
    }

    // initdb outlives a killed starter, and would leave shared memory behind without its folder.
    async Task InitdbGoneAsync(string[] unfinished, CancellationToken ct)
    {
        var patience = new WaitLoop("the initdb of a process that was killed", report);
        while (unfinished.Any(RunningProcesses.AnyWith))
            await patience.StepAsync(ct);
    }

    async Task CreateAsync(PostgresBinaries binaries, ServerUser user, CancellationToken ct)
    {
        report($"creating a PostgreSQL {binaries.Version} cluster in {folder.Root}");

        // Uses a unique name first, since the initdb of a killed process may still run; then renames it.
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

    // The data of an ephemeral cluster whose server was killed. Reuses the folder itself: by its inode PostgreSQL finds
    // the shared memory of that server, and frees it.
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

        // Writes its output to a file: a pipe would break when this process ends and kill initdb, while its helper continues.
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
                $"{binaries.Initdb} could not create a cluster in {folder.Root}. Its output: {await File.ReadAllTextAsync(said, ct)}");
    }

    // With plain "C", lower(), ILIKE and to_tsvector ignore the case of non-ASCII letters. C.UTF-8 folds them and still
    // sorts by code point, so that no system upgrade can damage an index.
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
