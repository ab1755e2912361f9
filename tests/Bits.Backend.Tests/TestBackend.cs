using Bits.Platform.Accounts;

namespace Bits.Backend.Tests;

/// <summary>A backend process over a database of its own.</summary>
public sealed class TestBackend : IAsyncLifetime
{
    /// <summary>The database.</summary>
    public TestDatabase Database { get; } = new();

    /// <summary>The process.</summary>
    public BackendProcess Backend { get; private set; } = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        Backend = await StartAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Backend.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Starts a backend over the database.</summary>
    public Task<BackendProcess> StartAsync(params string[] args) => BackendProcess.StartAsync(
        new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = Database.ConnectionString }, args, Ct);

    /// <summary>A new user with this name.</summary>
    public async Task<Guid> UserAsync(string name)
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        return (await new AccountDirectory().UpsertAsync(
            db, [new($"{name.ToLowerInvariant()}.{Guid.CreateVersion7():N}@example.org", name, 2018)], Ct))[0].Id;
    }
}
