using Npgsql;

namespace Bits.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL server that is there for as long as this object is not disposed and its process lives: a given one, or a
/// private one that all processes with the same <see cref="PostgresOptions.Root"/> share, and that stops when the last
/// of them has gone, be it killed.
/// </summary>
/// <remarks>
/// It does not restart a server that dies under its users; the next <see cref="OpenAsync"/> does. It is meant for
/// development and tests: production gives a connection string. Private servers exist on Linux and macOS (the latter
/// is not tested), not on Windows. Safe for use by several threads.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    readonly IDisposable? _claim;

    internal PostgresServer(NpgsqlConnectionStringBuilder address, string description, string psql, IDisposable? claim) =>
        (ConnectionString, Description, PsqlCommand, _claim) = (address.ConnectionString, description, psql, claim);

    /// <summary>How to connect, with the password; for Npgsql.</summary>
    public string ConnectionString { get; }

    /// <summary>One line for people: which version, where it comes from, and how to choose another one. No password.</summary>
    public string Description { get; }

    /// <summary>A line to paste into a shell, which connects by <c>psql</c>. It contains no password.</summary>
    public string PsqlCommand { get; }

    /// <summary>The folder of the private cluster; null if the server was given.</summary>
    public string? Root { get; internal init; }

    /// <summary>Whether the server is a private one.</summary>
    public bool IsEmbedded => Root is not null;

    /// <summary>Whether another process had started the private server already.</summary>
    public bool Attached { get; internal init; }

    /// <summary>
    /// Connects to the given server, or else starts or joins the private one, and checks it: version 15 or newer, and
    /// letters beyond ASCII fold their case. Any number of processes may do so at once.
    /// </summary>
    /// <exception cref="PostgresUnavailableException">There is no usable server; the message says what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">A private server is asked for on Windows.</exception>
    public static Task<PostgresServer> OpenAsync(PostgresOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);

        if (options.ConnectionString is { Length: > 0 } given)
            return GivenServer.OpenAsync(given, ct);
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException(
                "There is no private PostgreSQL server on Windows. Set BITS_DATABASE_URL (PostgresOptions.ConnectionString) "
                + "to the connection string of a server that runs.");

        return PrivateServer.OpenAsync(options, ct);
    }

    /// <summary>
    /// Gives up the claim on a private server and returns at once. If it was the last one, the server stops in the
    /// background: connections that are still open break.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        _claim?.Dispose();
        return ValueTask.CompletedTask;
    }
}
