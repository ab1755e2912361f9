using Npgsql;

[assembly: AssemblyFixture(typeof(Bits.Web.Tests.DemoTemplate))]

namespace Bits.Web.Tests;

/// <summary>A database with a small demo network, seeded once by the first class that needs it: each then gets a copy.</summary>
public sealed class DemoTemplate : IAsyncDisposable
{
    const string Training = "recommendations.train";

    readonly SemaphoreSlim _making = new(1, 1);
    string? _name;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Its name, once it is there.</summary>
    public async Task<string> NameAsync()
    {
        await _making.WaitAsync(Ct);
        try
        {
            return _name ??= await MakeAsync();
        }
        finally
        {
            _making.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_name is not null)
            await TemplateDatabase.OnServerAsync($"drop database {_name}");
        _making.Dispose();
    }

    static async Task<string> MakeAsync()
    {
        await using var database = new TestDatabase();
        await database.InitializeAsync();
        await using (var backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = database.ConnectionString }, ["--demo=60"], Ct))
        {
            await database.DataSource.EventuallyAsync(
                $"select not exists (select from jobs_queue_job where state in ('pending', 'running', 'failed') and kind <> '{Training}')");
            await backend.Process.StopAsync(Ct);
        }

        // The training that follows the seed would begin in the middle of the tests, in each copy.
        await database.DataSource.SqlAsync(
            $"select jobs_queue_cancel_job(id, 'is not for tests') from jobs_queue_job where kind = '{Training}'");

        var (seeded, name) = (new NpgsqlConnectionStringBuilder(await database.DirectAsync()).Database, $"bits_demo_{Guid.CreateVersion7():N}");
        await TemplateDatabase.OnServerAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{seeded}'");
        await TemplateDatabase.OnServerAsync($"create database {name} template {seeded} strategy file_copy");
        return name;
    }
}

/// <summary>A database of its own with the demo network.</summary>
public sealed class DemoDatabase(DemoTemplate template) : TestDatabase
{
    /// <inheritdoc />
    protected override Task<string> TemplateAsync() => template.NameAsync();
}
