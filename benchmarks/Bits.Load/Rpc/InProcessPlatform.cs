using System.Text.Json;
using Bits.Jobs;
using Bits.Load.Database;
using Bits.Platform;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Demo;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bits.Load.Rpc;

/// <summary>The platform without HTTP: fills the database, issues tokens, and is the pipeline to be measured.</summary>
sealed class InProcessPlatform : IDisposable
{
    readonly IHost _host;
    readonly DevelopmentIssuer _issuer;

    InProcessPlatform(IHost host)
    {
        _host = host;
        _issuer = DevelopmentIssuer.Open(
            Get<IHostEnvironment>(),
            new ConfigurationBuilder().AddInMemoryCollection([new(DevelopmentIssuer.KeyFileSetting, KeyFile)]).Build());
    }

    /// <summary>The file with the key of the issuer of tokens; gone at the end.</summary>
    public string KeyFile { get; } = Path.Combine(Path.GetTempPath(), $"bits-load-{Guid.CreateVersion7():N}.pem");

    /// <summary>Migrates a schema and fills it with demo data, whose notifications are delivered.</summary>
    /// <param name="schema">Where.</param>
    /// <param name="users">How many people.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="isLimited">Whether the callers have allowances.</param>
    public static async Task<InProcessPlatform> OpenAsync(
        LoadSchema schema, int users, CancellationToken ct, bool isLimited = true)
    {
        var platform = new InProcessPlatform(CreateHost(schema, isLimited));
        try
        {
            await platform.FillAsync(schema, users, ct);
            return platform;
        }
        catch
        {
            platform.Dispose();
            throw;
        }
    }

    /// <summary>Creates the services of the platform over a migrated schema, without demo data.</summary>
    /// <param name="schema">Where.</param>
    /// <param name="isLimited">Whether the callers have allowances.</param>
    public static IHost CreateHost(LoadSchema schema, bool isLimited = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection([new("RateLimits:Enabled", $"{isLimited}")]);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton(schema.DataSource);
        builder.Services.AddBitsPlatform();
        return builder.Build();
    }

    /// <summary>One of the platform's services.</summary>
    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Makes a call as a user, through the whole pipeline.</summary>
    /// <exception cref="FaultException">It was refused.</exception>
    public async Task<JsonElement> CallAsync(Guid userId, string rpc, object request, CancellationToken ct)
    {
        var answer = await Get<RpcPipeline>().InvokeAsync(
            Get<RpcRegistry>().Get(rpc), JsonSerializer.SerializeToElement(request, JsonSerializerOptions.Web),
            new(Identity.OfUser(userId), RequestOrigin.Of(RequestOrigin.Http)), ct);
        return JsonSerializer.Deserialize<JsonElement>(answer.Json);
    }

    /// <summary>A token for an account that the backend accepts which shares <see cref="KeyFile"/>.</summary>
    public string Token(Guid userId) => _issuer.Issue(
        new(userId, "", "", "", PrimaryRole.Alumni, null, null), Get<TimeProvider>().GetUtcNow(), TimeSpan.FromHours(12));

    public void Dispose()
    {
        _host.Dispose();
        File.Delete(KeyFile);
    }

    async Task FillAsync(LoadSchema schema, int users, CancellationToken ct)
    {
        await PlatformSchema.MigrateAsync(schema.DataSource, ct);
        await Get<DemoData>().SeedAsync(users, progress: null, ct);
        await PlatformJobs.DrainAsync(Get<JobWorker>(), schema, ct);
        await schema.ExecuteAsync("analyze", [], ct);
    }
}
