using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Bits.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Adminctl;

/// <summary>The platform as a command sees it: the same services over the same database as the backend's.</summary>
sealed class AdminSession : IAsyncDisposable
{
    // Run from a checkout it is a developer's tool unless told otherwise; as an installed tool it never is.
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

    /// <summary>One of the platform's services.</summary>
    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Opens the configured database or, in Development, the private one. Makes nothing and changes nothing: a
    /// name that was mistyped, or a database of an older build, is said and left alone.</summary>
    /// <exception cref="CommandException">The database lacks scripts of this build.</exception>
    /// <exception cref="PostgresUnavailableException">There is no such database.</exception>
    public static async Task<AdminSession> OpenAsync(CancellationToken ct)
    {
        var session = await StartAsync(create: false, worker: null, ct);
        var missing = await PlatformSchema.ListMissingAsync(session.DataSource, ct);
        if (missing is [])
            return session;

        await session.DisposeAsync();
        throw new CommandException(
            $"The database lacks {missing.Count} scripts of this build, the first {missing[0]}. Bring it up to date by: "
            + "adminctl migrate");
    }

    /// <summary>Opens the database, for commands that set one up: in Development makes the private one where there is
    /// none yet.</summary>
    /// <param name="ct">Stops it.</param>
    /// <param name="worker">How the worker works, for commands that run one.</param>
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
            console => console.LogToStandardErrorThreshold = LogLevel.Trace); // standard output is the answer

        var server = await PostgresServer.OpenAsync(Database(builder) with { Create = create }, ct);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { ApplicationName = "adminctl" }));
        builder.Services.AddOptions<JobWorkerOptions>().BindConfiguration("Jobs");
        builder.Services.AddBitsPlatform();
        if (worker is not null)
            builder.Services.Configure(worker);

        var session = new AdminSession(builder.Build(), server);
        if (worker is not null)
            session.Get<IStartupValidator>().Validate(); // before the first job, not in it
        return session;
    }

    /// <summary>Brings the schema up to date.</summary>
    public async Task<AdminSession> MigratedAsync(CancellationToken ct)
    {
        await PlatformSchema.MigrateAsync(DataSource, ct);
        return this;
    }

    /// <summary>Refuses where this is not a development installation.</summary>
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
                $"The environment is {builder.Environment.EnvironmentName} and no database is configured; set "
                + "ConnectionStrings__Bits (or BITS_DATABASE_URL). The private database is for Development only "
                + "(DOTNET_ENVIRONMENT=Development).");
    }
}
