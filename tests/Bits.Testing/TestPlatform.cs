using System.Text.Json;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Bits.Testing;

/// <summary>The platform without a host: the services that every host has, over a database of its own.</summary>
public sealed class TestPlatform : IAsyncLifetime
{
    ServiceProvider _services = null!;

    /// <summary>The database.</summary>
    public TestDatabase Database { get; } = new();

    /// <summary>The database's connections.</summary>
    public NpgsqlDataSource DataSource => Database.DataSource;

    /// <summary>The memberships.</summary>
    public Memberships Memberships => Get<Memberships>();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>One of the platform's services.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        _services = Build();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>The same platform once more, with other settings.</summary>
    public ServiceProvider Build(params (string Key, string Value)[] settings) => BuildOver(DataSource, settings);

    /// <summary>The same platform once more, over other connections. Without rate limits, unless they are set: a test calls more
    /// often than a person.</summary>
    public static ServiceProvider BuildOver(NpgsqlDataSource dataSource, params (string Key, string Value)[] settings) =>
        BuildOver(dataSource, _ => { }, settings);

    /// <summary>The same platform once more, with other services, which overrule its own.</summary>
    public static ServiceProvider BuildOver(
        NpgsqlDataSource dataSource, Action<IServiceCollection> add, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton(dataSource);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Mail:PublicAddress", $"{TestPasskey.Origin}/"), new("RateLimits:Enabled", "false"), .. TestPush.Settings])
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build());
        services.AddLogging();
        services.AddBitsPlatform();
        services.AddSingleton<INotificationText, TestNotification>();
        add(services);
        return services.BuildServiceProvider();
    }

    /// <summary>A new user with this name.</summary>
    public async Task<Guid> UserAsync(string name, int batch = 2018)
    {
        await using var db = await DataSource.OpenConnectionAsync(Ct);
        var address = $"{name.ToLowerInvariant()}.{Guid.CreateVersion7():N}@example.org";
        return (await Get<AccountDirectory>().UpsertAsync(db, [new(address, name, batch)], Ct))[0].Id;
    }

    /// <summary>Makes a call as a transport does: JSON in, JSON out.</summary>
    public Task<JsonElement> CallAsync(
        Guid? user, string method, object request, string? idempotencyKey = null, bool dryRun = false) =>
        CallAsync(_services, user, method, request, idempotencyKey, dryRun);

    /// <summary>Makes a call on another platform than this one.</summary>
    public static async Task<JsonElement> CallAsync(
        IServiceProvider on, Guid? user, string method, object request, string? idempotencyKey = null, bool dryRun = false)
    {
        var invocation = new RpcInvocation(user is { } id ? JustSignedIn(id) : null, RequestOrigin.Of(RequestOrigin.Http))
        {
            IdempotencyKey = idempotencyKey,
            DryRun = dryRun,
        };
        var body = request as JsonElement? ?? JsonSerializer.SerializeToElement(request, JsonSerializerOptions.Web);
        var response = await on.GetRequiredService<RpcPipeline>().InvokeAsync(
            on.GetRequiredService<RpcRegistry>().Get(method), body, invocation, Ct);
        return JsonSerializer.Deserialize<JsonElement>(response.Json);
    }

    /// <summary>A user who has signed in a moment ago.</summary>
    public static Identity JustSignedIn(Guid user) =>
        Identity.OfUser(user) with { SignIn = new(TimeProvider.System.GetUtcNow(), null, []) };

    /// <summary>Makes a call that must end with a fault.</summary>
    public async Task<FaultException> FaultAsync(Guid? user, string method, object request)
    {
        try
        {
            var answer = await CallAsync(user, method, request);
            throw new InvalidOperationException($"{method} was answered: {answer}");
        }
        catch (FaultException fault)
        {
            return fault;
        }
    }

    /// <summary>Works until no job is due any more.</summary>
    public Task DrainAsync() => Get<JobWorker>().DrainAsync(Ct);
}
