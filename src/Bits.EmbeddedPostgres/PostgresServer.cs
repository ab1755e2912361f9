using Npgsql;

namespace Bits.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL server for the lifetime of this object and its process: an external one, or a private one. All
/// processes with the same <see cref="PostgresOptions.Root"/> share the private server, which stops after the last of
/// them, even after a kill.
/// </summary>
/// <remarks>
/// Does not restart a server that dies in use; the next <see cref="OpenAsync"/> does. For development and tests: give a
/// connection string in production. Private servers run on Linux and macOS (untested), not on Windows. Safe for
/// concurrent use.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    readonly IDisposable? _claim;

    internal PostgresServer(NpgsqlConnectionStringBuilder address, string description, string psql, IDisposable? claim) =>
        (ConnectionString, Description, PsqlCommand, _claim) = (address.ConnectionString, description, psql, claim);

    /// <summary>Gets the Npgsql connection string, with the password.</summary>
    public string ConnectionString { get; }

    /// <summary>Gets one line for people: the version, its source, and how to choose another. No password.</summary>
    public string Description { get; }

    /// <summary>Gets a shell command that connects with <c>psql</c>. No password.</summary>
    public string PsqlCommand { get; }

    /// <summary>Gets the folder of the private cluster; null for an external server.</summary>
    public string? Root { get; internal init; }

    /// <summary>Gets whether the server is a private one.</summary>
    public bool IsEmbedded => Root is not null;

    /// <summary>Gets whether another process had started the private server.</summary>
    public bool Attached { get; internal init; }

    /// <summary>
    /// Connects to the external server, or starts or joins the private one, and checks it: version 15 or newer, and
    /// case folding of non-ASCII letters. Safe from any number of processes at once.
    /// </summary>
    /// <exception cref="PostgresUnavailableException">There is no usable server; the message names the remedy.</exception>
    /// <exception cref="PlatformNotSupportedException">A private server was requested on Windows.</exception>
    public static Task<PostgresServer> OpenAsync(PostgresOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);

        if (options.ConnectionString is { Length: > 0 } given)
            return GivenServer.OpenAsync(given, ct);
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException(
                "A private PostgreSQL server does not run on Windows. Set BITS_DATABASE_URL (PostgresOptions.ConnectionString) "
                + "to the connection string of a running server.");

        return PrivateServer.OpenAsync(options, ct);
    }

    /// <summary>
    /// Releases the lease on a private server and returns at once. After the last lease the server stops in the
    /// background, and open connections break.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        _claim?.Dispose();
        return ValueTask.CompletedTask;
    }
}
