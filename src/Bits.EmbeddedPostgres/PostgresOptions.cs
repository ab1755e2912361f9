namespace Bits.EmbeddedPostgres;

/// <summary>Which server to open, and how.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// The server to use, as an Npgsql connection string or as a URL
    /// (<c>postgres://user:password@host:5432/database?sslmode=require</c>). Default null: a private server is started.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// The folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> of the private server. Default null: the highest
    /// version (at least 15) among the places where systems install it and the PATH, but the version that made the data
    /// where there is data; else a pinned bundle from npm, in the cache of the user.
    /// </summary>
    public string? BinDirectory { get; init; }

    /// <summary>
    /// The folder of the private cluster: an ordinary folder that is empty, does not exist yet, or was filled by this
    /// library. A file <c>&lt;Root&gt;.lock</c> of no bytes appears beside it. Default <c>/var/lib/bits/pg</c> for the
    /// superuser, else <c>bits/pg</c> in the user's folder for local application data.
    /// </summary>
    public string Root { get; init; } = DefaultRoot;

    /// <summary>The database of the private server to connect to, created if it is missing. Default "bits".</summary>
    public string Database { get; init; } = "bits";

    /// <summary>
    /// Whether to make the cluster and the database of the private server where they are not there yet. Default true;
    /// false for programs that only look, whose user may have mistyped the folder: then it is a
    /// <see cref="PostgresUnavailableException"/>, and nothing is made.
    /// </summary>
    public bool Create { get; init; } = true;

    /// <summary>
    /// For tests: no durability (<c>fsync</c>, <c>synchronous_commit</c> and <c>full_page_writes</c> off), no
    /// autovacuum, and the folder is removed when the last user has gone. A root is of one kind for good. Default false:
    /// the data stays, and is as durable as on any server.
    /// </summary>
    public bool Ephemeral { get; init; }

    /// <summary>
    /// Settings for the start of the private server, stronger than its own: <c>["max_connections"] = "300"</c>. They have
    /// no effect on a server that already runs. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Told in one line what takes longer than a second, or what the user should know: a download, a recovery.
    /// May be called from any thread. Default null: nobody is told.
    /// </summary>
    public Action<string>? Report { get; init; }

    /// <summary>
    /// Options from the environment: <c>BITS_DATABASE_URL</c> (the connection string), <c>BITS_PG_BIN</c> (the folder of
    /// the programs) and <c>BITS_PG_ROOT</c> (the folder of the cluster). An empty variable is none.
    /// </summary>
    public static PostgresOptions FromEnvironment() => new()
    {
        ConnectionString = Variable("BITS_DATABASE_URL"),
        BinDirectory = Variable("BITS_PG_BIN"),
        Root = Variable("BITS_PG_ROOT") ?? DefaultRoot,
    };

    /// <summary>Which server is meant, without its password.</summary>
    public override string ToString() => ConnectionString is null ? $"private server in {Root}" : "given server";

    internal static string DefaultRoot => Path.Combine(OwnFolder, "pg");

    // The superuser's own data lies under a closed home, where the server, which never runs as root, could not reach it.
    internal static string OwnFolder => !OperatingSystem.IsWindows() && Unix.Posix.IsRoot
        ? "/var/lib/bits"
        : Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "bits");

    static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
