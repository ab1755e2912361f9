using Bits.Console.Hosting;
using Bits.EmbeddedPostgres;
using Bits.Platform;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Backend.Startup;

/// <summary>The database of the backend: the configured one, or a private one in Development.</summary>
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

    /// <summary>Gets the standbys for reads; null without one.</summary>
    public ReplicaDataSource? Replicas { get; }

    /// <summary>Gets direct connections, without a pooler, for session state: the lock of migrations, the plan of the
    /// live index.</summary>
    public NpgsqlDataSource Direct { get; }

    /// <summary>Gets direct connections with a statement time-out, for the pages of the admin console.</summary>
    public NpgsqlDataSource Console { get; }

    /// <summary>Opens the database and migrates its schema.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="environment">The environment; a private database is for Development only.</param>
    /// <param name="reset">Whether to delete the content of the private database first.</param>
    /// <param name="report">Receives a line for each step.</param>
    /// <exception cref="SettingsException">No database is configured, or another build has migrated it.</exception>
    public static async Task<BackendDatabase> OpenAsync(
        IConfiguration configuration, IHostEnvironment environment, bool reset, Action<string> report)
    {
        var options = PostgresOptions.FromEnvironment() with { Report = report };
        if (configuration.GetConnectionString("Bits") is { Length: > 0 } given)
            options = options with { ConnectionString = given };
        if (options.ConnectionString is null && !environment.IsDevelopment())
            throw new SettingsException(
                $"The environment is {environment.EnvironmentName} and no database is configured. Set "
                + "ConnectionStrings:Bits (or BITS_DATABASE_URL). The private database is for Development only.");

        var database = new BackendDatabase(
            await PostgresServer.OpenAsync(options), configuration.GetConnectionString("BitsDirect"),
            configuration.GetConnectionString("BitsReplicas"));
        await database.MigrateAsync(isPrivate: options.ConnectionString is null, reset, report);
        return database;
    }

    async Task MigrateAsync(bool isPrivate, bool reset, Action<string> report)
    {
        if (reset)
            await DevelopmentReset.RunAsync(Direct, isPrivate, report);
        try
        {
            var applied = await PlatformSchema.MigrateAsync(Direct, CancellationToken.None);
            if (applied.Count > 0)
                report($"migrated: {applied.Count} scripts and functions, the last {applied[^1]}");
        }
        catch (SettingsException e) when (isPrivate)
        {
            throw await DevelopmentReset.OfferAsync(Direct, e);
        }
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

    // Finds the primary among several hosts, also after a fail-over. Behind a pooler no connection may be reset at its
    // end: the session then belongs to another client.
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
