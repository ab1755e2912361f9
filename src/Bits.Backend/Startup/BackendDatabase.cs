using Bits.Console.Hosting;
using Bits.EmbeddedPostgres;
using Bits.Platform;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Backend.Startup;

/// <summary>The database that the backend runs on: the configured one or, in Development, a private one.</summary>
sealed class BackendDatabase : IAsyncDisposable
{
    const string ApplicationName = "bits-backend";

    BackendDatabase(PostgresServer server, string? direct, string? replicas)
    {
        Server = server;
        DataSource = Open(server.ConnectionString, TargetSessionAttributes.Primary, pooled: direct is not null);
        Direct = direct is null ? DataSource : Open(direct, TargetSessionAttributes.Primary, pooled: false);
        Console = Open(direct ?? server.ConnectionString, TargetSessionAttributes.Primary, pooled: false, ConsoleDatabase.Configure);
        if (replicas is not null)
            Replicas = new(Open(replicas, TargetSessionAttributes.Standby, pooled: false));
    }

    public PostgresServer Server { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Standbys that may answer reads; null for none.</summary>
    public ReplicaDataSource? Replicas { get; }

    /// <summary>Past the pooler, for what keeps something in its session: migrations a lock, the live index a plan.
    /// </summary>
    public NpgsqlDataSource Direct { get; }

    /// <summary>For the pages of the admin console: past the pooler, and no statement takes long.</summary>
    public NpgsqlDataSource Console { get; }

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

        var database = new BackendDatabase(
            await PostgresServer.OpenAsync(options), configuration.GetConnectionString("BitsDirect"),
            configuration.GetConnectionString("BitsReplicas"));
        foreach (var script in await PlatformSchema.MigrateAsync(database.Direct, CancellationToken.None))
            report($"migrated {script}");

        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (Replicas is not null)
            await Replicas.DataSource.DisposeAsync();
        await Console.DisposeAsync();
        await Direct.DisposeAsync();
        await DataSource.DisposeAsync();
        await Server.DisposeAsync();
    }

    // Of several hosts the one that plays the part is found, also after a fail-over. Behind a pooler nothing may be
    // reset at the end of a connection: the session there is another's by then.
    static NpgsqlDataSource Open(
        string connectionString, TargetSessionAttributes part, bool pooled, Action<NpgsqlConnectionStringBuilder>? configure = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName = ApplicationName;
        configure?.Invoke(builder.ConnectionStringBuilder);
        if (pooled)
            builder.ConnectionStringBuilder.NoResetOnClose = true;

        return builder.ConnectionStringBuilder.Host?.Contains(',', StringComparison.Ordinal) == true
            ? builder.BuildMultiHost().WithTargetSession(part)
            : builder.Build();
    }
}
