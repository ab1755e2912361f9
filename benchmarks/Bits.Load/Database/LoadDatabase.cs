using Bits.EmbeddedPostgres;
using Npgsql;

namespace Bits.Load.Database;

/// <summary>The server that is measured on, and the schemas that scenarios work in. Leaves nothing behind.</summary>
sealed class LoadDatabase : IAsyncDisposable
{
    // A quarter of the machine's memory, as PostgreSQL's manual advises; its default of 128 MB is that of a laptop.
    static readonly Dictionary<string, string> Memory = new()
    {
        ["shared_buffers"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / 1024 / 1024}MB",
    };

    readonly PostgresServer _server;
    readonly PrivateFolder? _folder;
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
            // BITS_DATABASE_URL does not count: nobody means that server to be filled by a benchmark.
            return new(
                await PostgresServer.OpenAsync(
                    PostgresOptions.FromEnvironment() with { ConnectionString = null, Root = folder.Root, Settings = Memory }, ct),
                folder);
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
}
