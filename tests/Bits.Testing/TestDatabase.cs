using Npgsql;
using Xunit;

namespace Bits.Testing;

/// <summary>A migrated database of its own for one test class.</summary>
public class TestDatabase : IAsyncLifetime
{
    readonly string _name = $"bits_test_{Guid.CreateVersion7():N}";

    /// <summary>The database.</summary>
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    /// <summary>The database past any pooler.</summary>
    public NpgsqlDataSource Direct { get; private set; } = null!;

    /// <summary>How to connect to it.</summary>
    public string ConnectionString { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await TemplateDatabase.OnServerAsync(
            $"create database {_name} template {await TemplateAsync()} strategy file_copy");
        var direct = await DirectAsync();
        ConnectionString = TestPooler.IsWanted ? await TestPooler.PooledAsync(direct) : direct;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
        Direct = TestPooler.IsWanted ? NpgsqlDataSource.Create(direct) : DataSource;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Direct.DisposeAsync();
        await DataSource.DisposeAsync();
        await TemplateDatabase.OnServerAsync($"drop database {_name} with (force)");
        GC.SuppressFinalize(this);
    }

    /// <summary>How to connect to it past any pooler.</summary>
    public Task<string> DirectAsync() => TestServer.ConnectionStringAsync(_name);

    /// <summary>The name of the database that this one is a copy of.</summary>
    protected virtual Task<string> TemplateAsync() => TemplateDatabase.Name.Value;
}

/// <summary>A database of its own without any tables.</summary>
public sealed class EmptyDatabase : TestDatabase
{
    /// <inheritdoc />
    protected override Task<string> TemplateAsync() => Task.FromResult("template0");
}
