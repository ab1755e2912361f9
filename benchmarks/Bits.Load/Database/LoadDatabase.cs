using System.Net;
using System.Net.Sockets;
using Bits.EmbeddedPostgres;
using Npgsql;

namespace Bits.Load.Database;

/// <summary>The server that is measured on, and the schemas that scenarios work in. Leaves nothing behind.</summary>
sealed class LoadDatabase : IAsyncDisposable
{
    // A quarter of the machine's memory, as PostgreSQL's manual advises; its default of 128 MB is that of a laptop. A port of
    // its own, by which it is found again after a restart.
    static readonly Dictionary<string, string> Settings = new()
    {
        ["shared_buffers"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / 1024 / 1024}MB",
        ["port"] = $"{FreePort()}",
    };

    readonly PrivateFolder? _folder;
    PostgresServer _server;
    readonly NpgsqlDataSource _dataSource;
    readonly List<LoadSchema> _schemas = [];

    LoadDatabase(PostgresServer server, PrivateFolder? folder) =>
        (_server, _folder, _dataSource) = (server, folder, NpgsqlDataSource.Create(server.ConnectionString));

    /// <summary>Whether the server is ours and durable, or somebody's.</summary>
    public bool IsPrivate => _folder is not null;

    /// <summary>Opens the given server, or starts a private one with the durability of any other.</summary>
    /// <exception cref="PostgresUnavailableException">There is no usable server.</exception>
    public static async Task<LoadDatabase> OpenAsync(string? given, CancellationToken ct)
    {
        if (given is not null)
            return new(await PostgresServer.OpenAsync(new() { ConnectionString = given }, ct), folder: null);

        var folder = new PrivateFolder();
        try
        {
            return new(await StartAsync(folder, ct), folder);
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection beside all schemas.</summary>
    public ValueTask<NpgsqlConnection> OpenConnectionAsync(CancellationToken ct) => _dataSource.OpenConnectionAsync(ct);

    /// <summary>Makes an empty schema; whatever is done in it is gone at the end.</summary>
    public async Task<LoadSchema> NewSchemaAsync(CancellationToken ct)
    {
        var schema = await LoadSchema.CreateAsync(_server.ConnectionString, ct);
        _schemas.Add(schema);
        return schema;
    }

    /// <summary>Stops the private server, which breaks every connection, and starts it again where it was.</summary>
    /// <exception cref="InvalidOperationException">The server is somebody's.</exception>
    public async Task RestartAsync(CancellationToken ct)
    {
        if (_folder is not { } folder)
            throw new InvalidOperationException("Only a private server is restarted.");

        await _server.DisposeAsync();
        await folder.UntilStoppedAsync(ct);
        _server = await StartAsync(folder, ct);
        _dataSource.Clear();
        foreach (var schema in _schemas)
            schema.DataSource.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var schema in _schemas)
                await schema.DisposeAsync();
        }
        finally
        {
            await _dataSource.DisposeAsync();
            await _server.DisposeAsync();
            if (_folder is not null)
                await _folder.DisposeAsync();
        }
    }

    // BITS_DATABASE_URL does not count: nobody means that server to be filled by a benchmark.
    static Task<PostgresServer> StartAsync(PrivateFolder folder, CancellationToken ct) => PostgresServer.OpenAsync(
        PostgresOptions.FromEnvironment() with { ConnectionString = null, Root = folder.Root, Settings = Settings }, ct);

    /// <summary>Returns a port of loopback that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
