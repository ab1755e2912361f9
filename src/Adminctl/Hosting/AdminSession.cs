using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Bits.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Adminctl.Hosting;

/// <summary>The platform's services over the backend's database, for one command.</summary>
sealed class AdminSession : IAsyncDisposable
{
    // The default is Development in a checkout, and Production as an installed tool.
#if DEBUG
    const string UsualEnvironment = "Development";
#else
    const string UsualEnvironment = "Production";
#endif

    readonly IHost _host;
    readonly PostgresServer _server;

    AdminSession(IHost host, PostgresServer server) => (_host, _server) = (host, server);

    public IHostEnvironment Environment => Get<IHostEnvironment>();

    public IConfiguration Configuration => Get<IConfiguration>();

    public NpgsqlDataSource DataSource => Get<NpgsqlDataSource>();

    public IServiceProvider Services => _host.Services;

    /// <summary>Gets one of the platform's services.</summary>
    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Opens the configured database, or the private one in Development. Creates and changes nothing: reports
    /// a missing database and one of an older build.</summary>
    /// <exception cref="CommandException">The database lacks scripts of this build.</exception>
    /// <exception cref="PostgresUnavailableException">The database does not exist.</exception>
    public static async Task<AdminSession> OpenAsync(CancellationToken ct)
    {
        var session = await StartAsync(create: false, worker: null, ct);
        var missing = await PlatformSchema.ListMissingAsync(session.DataSource, ct);
        if (missing is [])
            return session;

        await session.DisposeAsync();
        throw new CommandException(
            $"The database lacks {missing.Count} scripts of this build, the first {missing[0]}. Run: "
            + "adminctl migrate");
    }

    /// <summary>Opens the database for commands that set one up. Creates the private database in Development.</summary>
    /// <param name="ct">Stops the call.</param>
    /// <param name="worker">The options of the worker, for commands that run one.</param>
    public static Task<AdminSession> CreateAsync(CancellationToken ct, Action<JobWorkerOptions>? worker = null) =>
        StartAsync(create: true, worker, ct);

    static async Task<AdminSession> StartAsync(bool create, Action<JobWorkerOptions>? worker, CancellationToken ct)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            EnvironmentName = System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? UsualEnvironment,
        });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace); // standard output is for the answer

        var server = await PostgresServer.OpenAsync(Database(builder) with { Create = create }, ct);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { ApplicationName = "adminctl" }));
        builder.Services.AddOptions<JobWorkerOptions>().BindConfiguration("Jobs");
        builder.Services.AddBitsPlatform();
        if (worker is not null)
            builder.Services.Configure(worker);

        var session = new AdminSession(builder.Build(), server);
        if (worker is not null)
            session.Get<IStartupValidator>().Validate(); // before the first job, not during it
        return session;
    }

    /// <summary>Brings the schema up to date.</summary>
    public async Task<AdminSession> MigratedAsync(CancellationToken ct)
    {
        await PlatformSchema.MigrateAsync(DataSource, ct);
        return this;
    }

    /// <summary>Throws outside of Development.</summary>
    public void RequireDevelopment(string what)
    {
        if (!Environment.IsDevelopment())
            throw new CommandException(
                $"The environment is {Environment.EnvironmentName}: {what} is for Development only "
                + "(DOTNET_ENVIRONMENT=Development).");
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        await _server.DisposeAsync();
    }

    static PostgresOptions Database(HostApplicationBuilder builder)
    {
        var options = PostgresOptions.FromEnvironment() with { Report = line => Console.Error.WriteLine($"· {line}") };
        if (builder.Configuration.GetConnectionString("Bits") is { Length: > 0 } given)
            options = options with { ConnectionString = given };

        return options.ConnectionString is not null || builder.Environment.IsDevelopment()
            ? options
            : throw new CommandException(
                $"The environment is {builder.Environment.EnvironmentName} and no database is configured. Set "
                + "ConnectionStrings__Bits (or BITS_DATABASE_URL). The private database is for Development only "
                + "(DOTNET_ENVIRONMENT=Development).");
    }
}
