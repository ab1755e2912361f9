using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.Testing;

/// <summary>A login of the server with no rights but those that the test gives it, and its connections to one database.
/// </summary>
[SuppressMessage("Security", "CA2100", Justification = "Names of roles made here.")]
public sealed class TestLogin : IAsyncDisposable
{
    readonly TestDatabase _database;

    TestLogin(TestDatabase database, string name)
    {
        (_database, Name) = (database, name);
        DataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = $"-c role={name}" });
    }

    /// <summary>The name of its role.</summary>
    public string Name { get; }

    /// <summary>Its connections.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Makes one.</summary>
    public static async Task<TestLogin> CreateAsync(TestDatabase database)
    {
        var name = $"bits_login_{Guid.CreateVersion7():N}";
        await database.DataSource.SqlAsync($"create role {name} login password 'x'");
        return new(database, name);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _database.DataSource.SqlAsync($"drop owned by {Name}; drop role {Name}");
    }
}
