using Bits.EmbeddedPostgres;
using Bits.Platform;
using Npgsql;

namespace Bits.Backend.Startup;

/// <summary>The database that the backend runs on: the configured one or, in Development, a private one.</summary>
sealed class BackendDatabase : IAsyncDisposable
{
    BackendDatabase(PostgresServer server)
    {
        Server = server;
        DataSource = new NpgsqlDataSourceBuilder(server.ConnectionString)
        {
            ConnectionStringBuilder = { ApplicationName = "bits-backend" },
        }.Build();
    }

    public PostgresServer Server { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <exception cref="SettingsException">No database is configured where one must be.</exception>
    public static async Task<BackendDatabase> OpenAsync(
        IConfiguration configuration, IHostEnvironment environment, Action<string> report)
    {
        var options = PostgresOptions.FromEnvironment() with { Report = report };
        if (configuration.GetConnectionString("Bits") is { Length: > 0 } given)
            options = options with { ConnectionString = given };
        if (options.ConnectionString is null && !environment.IsDevelopment())
            throw new SettingsException(
                $"The environment is {environment.EnvironmentName} and no database is configured; set "
                + "ConnectionStrings:Bits (or BITS_DATABASE_URL). The private database is for Development only.");

        var database = new BackendDatabase(await PostgresServer.OpenAsync(options));
        foreach (var script in await PlatformSchema.MigrateAsync(database.DataSource, CancellationToken.None))
            report($"migrated {script}");

        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await Server.DisposeAsync();
    }
}
