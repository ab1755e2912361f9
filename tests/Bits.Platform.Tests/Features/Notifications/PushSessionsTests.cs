using System.Text.Json;
using Bits.Jobs.Testing;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>A browser gets messages only while the session lasts that asked for them: who sits before it later reads none.
/// </summary>
public sealed class PushSessionsTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    readonly PushService _service = new();
    ServiceProvider _services = null!;
    Guid _asha;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _services = TestPlatform.BuildOver(
            platform.DataSource,
            add => add.AddHttpClient("push").ConfigurePrimaryHttpMessageHandler(() => new ToLocalService(_service.Address)));
        _asha = await platform.UserAsync("Asha");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _service.DisposeAsync();
        await platform.DataSource.SqlAsync("truncate jobs_queue_job");
    }

    [Theory]
    [InlineData("accounts.v1/EndSession")]
    [InlineData("accounts.v1/EndAllSessions")]
    [InlineData("expired")]
    [InlineData("deleted")]
    public async Task A_browser_gets_nothing_and_is_forgotten_once_its_session_has_ended(string end)
    {
        var session = await SignInAsync();
        await CallAsync(session, "notifications.v1/AddPushSubscription", TestPush.Browser("Chrome"));
        Assert.Equal(1, await ToldAsync());

        if (end == "expired")
            await platform.DataSource.SqlAsync("update accounts_session set expires_at = now() - interval '1 s' where user_id = $1", _asha);
        else if (end == "deleted")
            await platform.DataSource.SqlAsync("delete from accounts_session where user_id = $1", _asha);
        else
            await CallAsync(session, end, new { });

        Assert.Equal(0, await ToldAsync());
        Assert.Equal(0, await BrowsersAsync());
    }

    [Fact]
    public async Task A_message_that_was_planned_before_is_not_sent_after_the_session()
    {
        var session = await SignInAsync();
        await CallAsync(session, "notifications.v1/AddPushSubscription", TestPush.Browser("Chrome"));
        await PlanAsync();

        await CallAsync(session, "accounts.v1/EndSession", new { });
        await new TestJobs(_services).DrainAsync(ct: Ct);

        Assert.Empty(_service.Requests);
        Assert.Equal("cancelled no_address", await platform.DataSource.ValueAsync<string>(
            "select state || ' ' || reason from notifications_delivery where channel = 'push' and recipient_id = $1", _asha));
    }

    [Fact]
    public async Task Other_browsers_of_the_member_go_on_and_the_next_session_takes_the_browser_over()
    {
        var (office, phone) = (await SignInAsync(), await SignInAsync());
        var browser = TestPush.Browser("Chrome");
        await CallAsync(office, "notifications.v1/AddPushSubscription", browser);
        await CallAsync(phone, "notifications.v1/AddPushSubscription", TestPush.Browser("Phone"));

        await CallAsync(office, "accounts.v1/EndSession", new { });
        Assert.Equal(["Phone True"], await ListAsync(phone));
        Assert.Equal(1, await ToldAsync());

        var next = await SignInAsync();
        await CallAsync(next, "notifications.v1/AddPushSubscription", browser);
        Assert.Equal(["Phone False", "Chrome True"], await ListAsync(next));
        Assert.Equal(2, await ToldAsync());
    }

    [Fact]
    public async Task The_browser_of_a_token_lasts_until_its_session_is_ended_or_31_days()
    {
        var token = Identity.OfUser(_asha) with { SessionId = "token:sid-1", IssuedAt = TimeProvider.System.GetUtcNow() };
        await CallAsync(token, "notifications.v1/AddPushSubscription", TestPush.Browser("App"));
        Assert.Equal(1, await ToldAsync());

        await CallAsync(token, "accounts.v1/EndSession", new { });
        Assert.Equal(0, await ToldAsync());

        await CallAsync(Identity.OfUser(_asha), "notifications.v1/AddPushSubscription", TestPush.Browser("App"));
        Assert.Equal(1, await ToldAsync());
        await platform.DataSource.SqlAsync(
            "update notifications_push_subscription set bound_at = now() - interval '32 days' where user_id = $1", _asha);
        Assert.Equal(0, await ToldAsync());
    }

    [Fact]
    public async Task Ended_sessions_do_not_count_among_the_ten_browsers()
    {
        var first = await SignInAsync();
        for (var number = 0; number < 10; number++)
            await CallAsync(first, "notifications.v1/AddPushSubscription", TestPush.Browser($"{number}"));
        await CallAsync(first, "accounts.v1/EndSession", new { });

        var second = await SignInAsync();
        await CallAsync(second, "notifications.v1/AddPushSubscription", TestPush.Browser("the eleventh"));

        Assert.Equal(1, await BrowsersAsync());
    }

    async Task<Identity> SignInAsync()
    {
        var proof = Identity.OfUser(_asha) with { SignIn = new(TimeProvider.System.GetUtcNow(), null, []) };
        var secret = await _services.GetRequiredService<Sessions>().BeginAsync(
            proof, RequestOrigin.Of(RequestOrigin.Http), TimeSpan.FromHours(1), Ct);
        return secret.ToIdentity();
    }

    async Task<JsonElement> CallAsync(Identity caller, string method, object request)
    {
        var answer = await _services.GetRequiredService<RpcPipeline>().InvokeAsync(
            _services.GetRequiredService<RpcRegistry>().Get(method), JsonSerializer.SerializeToElement(request, JsonSerializerOptions.Web),
            new(caller, RequestOrigin.Of(RequestOrigin.Http)), Ct);
        return JsonSerializer.Deserialize<JsonElement>(answer.Json);
    }

    async Task<IReadOnlyList<string>> ListAsync(Identity caller) =>
    [
        .. (await CallAsync(caller, "notifications.v1/ListPushSubscriptions", new { })).GetProperty("subscriptions").EnumerateArray()
            .Select(item => $"{item.GetProperty("label").GetString()} {item.GetProperty("isThis").GetBoolean()}"),
    ];

    async Task PlanAsync()
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _services.GetRequiredService<Notifier>().NotifyAsync(
            db, TestNotification.Of($"{Guid.CreateVersion7()}", scope: null, "Bikram mentioned you", "Who rows?"), [_asha], Ct);
        await tx.CommitAsync(Ct);
    }

    // The number of browsers that one more notification reaches.
    async Task<int> ToldAsync()
    {
        _service.Requests.Clear();
        await PlanAsync();
        await new TestJobs(_services).DrainAsync(ct: Ct);
        return _service.Requests.Count;
    }

    Task<long> BrowsersAsync() => platform.DataSource.ValueAsync<long>(
        "select count(*) from notifications_push_subscription where user_id = $1", _asha);
}
