namespace Bits.EmbeddedPostgres;

/// <summary>Selects and configures the server to open.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// Gets the external server, as an Npgsql connection string or as a URL
    /// (<c>postgres://user:password@host:5432/database?sslmode=require</c>). Default null: a private server.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// Gets the folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> of the private server. Default null: the
    /// highest installed version (at least 15) in the usual places and the PATH, or the version of existing data;
    /// otherwise a pinned bundle from npm, in the cache of the user.
    /// </summary>
    public string? BinDirectory { get; init; }

    /// <summary>
    /// Gets the folder of the private cluster: empty, missing, or created by this library. An empty file
    /// <c>&lt;Root&gt;.lock</c> appears beside it. Default: <c>/var/lib/bits/pg</c> for the superuser, otherwise
    /// <c>bits/pg</c> in the user's folder for local application data.
    /// </summary>
    public string Root { get; init; } = DefaultRoot;

    /// <summary>Gets the database of the private server; created when missing. Default "bits".</summary>
    public string Database { get; init; } = "bits";

    /// <summary>
    /// Gets whether to create a missing cluster and database of the private server. Default true. False for read-only
    /// programs, whose user may have mistyped the folder: they get a <see cref="PostgresUnavailableException"/>, and
    /// nothing is created.
    /// </summary>
    public bool Create { get; init; } = true;

    /// <summary>
    /// Gets whether the cluster is for tests: not durable (<c>fsync</c>, <c>synchronous_commit</c> and
    /// <c>full_page_writes</c> off), no autovacuum, and removed after the last client. A root never changes its kind.
    /// Default false: the data stays, and is as durable as on any server.
    /// </summary>
    public bool Ephemeral { get; init; }

    /// <summary>
    /// Gets settings for the start of the private server, which override its own: <c>["max_connections"] = "300"</c>.
    /// They do not affect a running server. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Gets the receiver of one-line reports about steps of more than a second and about events such as a download or a
    /// recovery. May be called from any thread. Default null: no reports.
    /// </summary>
    public Action<string>? Report { get; init; }

    /// <summary>
    /// Reads options from the environment: <c>BITS_DATABASE_URL</c> (the connection string), <c>BITS_PG_BIN</c> (the
    /// folder of the programs) and <c>BITS_PG_ROOT</c> (the folder of the cluster). Ignores empty variables.
    /// </summary>
    public static PostgresOptions FromEnvironment() => new()
    {
        ConnectionString = Variable("BITS_DATABASE_URL"),
        BinDirectory = Variable("BITS_PG_BIN"),
        Root = Variable("BITS_PG_ROOT") ?? DefaultRoot,
    };

    /// <summary>Names the server, without its password.</summary>
    public override string ToString() => ConnectionString is null ? $"private server in {Root}" : "external server";

    internal static string DefaultRoot => Path.Combine(OwnFolder, "pg");

    // A root home is closed to the server, which never runs as root.
    internal static string OwnFolder => !OperatingSystem.IsWindows() && Unix.Posix.IsRoot
        ? "/var/lib/bits"
        : Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "bits");

    static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
