using Bits.Jobs.Testing;
using Bits.Membership;
using Bits.Platform.Features.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Features.Notifications;

public sealed class WhatsAppTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    readonly FakeWhatsApp _provider = new();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());
    ServiceProvider _services = null!;
    Guid _asha;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _services = platform.Build(
            ("Notifications:WhatsApp:BaseAddress", _provider.BaseAddress),
            ("Notifications:WhatsApp:PhoneNumberId", "106540352242922"),
            ("Notifications:WhatsApp:AccessToken", "secret"));
        _asha = await platform.UserAsync("Asha");
        await platform.Memberships.JoinAsync(_asha, _rowing, Ct);
        await SetNumberAsync("+919876543210");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _provider.DisposeAsync();
        await platform.DataSource.SqlAsync("truncate jobs_queue_job, notifications_suppression"); // a number that does not exist in one test does in the next
    }

    [Fact]
    public async Task A_member_who_wants_messages_gets_one_in_the_providers_form()
    {
        await NotifyAsync(title: "Asha posted in Rowing", body: "Who rows\n\ton      Sunday?");
        await DrainAsync();

        var message = Assert.Single(_provider.Accepted);
        Assert.Equal("+919876543210", message.GetProperty("to").GetString());
        Assert.Equal("template", message.GetProperty("type").GetString());
        Assert.Equal("group_post", message.GetProperty("template").GetProperty("name").GetString());
        Assert.Equal(
            ["Asha posted in Rowing", "Who rows on Sunday?"],
            message.GetProperty("template").GetProperty("components")[0].GetProperty("parameters")
                .EnumerateArray().Select(p => p.GetProperty("text").GetString()));
        Assert.Equal(("/v23.0/106540352242922/messages", "Bearer secret"), Assert.Single(_provider.Requests));
        Assert.Equal("accepted|true", await LedgerAsync("state || '|' || (provider_id like 'wamid.%')"));
    }

    [Fact]
    public async Task However_often_it_is_asked_for_a_notification_is_sent_once()
    {
        await NotifyAsync();
        await NotifyAsync();
        await DrainAsync();
        await NotifyAsync();
        await platform.DataSource.SqlAsync("update jobs_queue_job set state = 'pending'");
        await DrainAsync();

        Assert.Single(_provider.Accepted);
    }

    [Fact]
    public async Task A_rate_limit_is_waited_out_as_long_as_the_provider_says()
    {
        _provider.Script.Enqueue(FakeWhatsApp.Error(429, 130429, "Rate limit hit", retryAfter: 40));
        await NotifyAsync();
        await DrainAsync();

        Assert.Empty(_provider.Accepted);
        Assert.True(await platform.DataSource.ValueAsync<bool>(
            "select run_at between now() + interval '35 s' and now() + interval '40 s' and attempt = 0 "
            + "from jobs_queue_job where kind = 'notifications.send'"));
        Assert.Equal("planned", await LedgerAsync("state"));

        await DrainAsync(later: TimeSpan.FromSeconds(40));
        Assert.Single(_provider.Accepted);
    }

    [Theory]
    [InlineData(400, 131056, "Pair rate limit hit", "planned")]
    [InlineData(500, 131000, "Something went wrong", "planned")]
    [InlineData(503, 131016, "Service unavailable", "planned")]
    [InlineData(401, 190, "Access token has expired", "planned")]
    [InlineData(400, 131026, "Message undeliverable", "failed")]
    [InlineData(400, 132001, "Template does not exist", "failed")]
    public async Task What_waiting_mends_is_sent_later_and_the_rest_is_failed(int status, int code, string text, string state)
    {
        _provider.Script.Enqueue(FakeWhatsApp.Error(status, code, text));
        await NotifyAsync();
        await DrainAsync();

        Assert.Equal($"{state}|{code}: {text} (trace Az8or2yhqkZfEZ-_4Qn_Bam)", await LedgerAsync("state || '|' || error"));
        Assert.Empty(_provider.Accepted);
    }

    [Fact]
    public async Task A_message_whose_fate_nobody_knows_is_not_sent_again()
    {
        foreach (var answer in new Func<System.Net.HttpListenerResponse, Task>[] { FakeWhatsApp.Break, FakeWhatsApp.Proxy })
        {
            _provider.Script.Enqueue(answer);
            var subject = Guid.CreateVersion7().ToString();
            await NotifyAsync(subject: subject);
            await DrainAsync();
            await platform.DataSource.SqlAsync("update jobs_queue_job set state = 'pending'");
            await DrainAsync();

            Assert.Equal("unknown", await LedgerAsync("state", subject));
        }

        Assert.Empty(_provider.Accepted);
        Assert.Equal(2, _provider.Requests.Count);
    }

    [Fact]
    public async Task A_sender_that_died_in_the_middle_leaves_unknown_not_a_second_message()
    {
        await NotifyAsync();
        await platform.DataSource.SqlAsync("update notifications_delivery set state = 'sending' where channel = 'whatsapp'");

        await DrainAsync();

        Assert.Equal("unknown", await LedgerAsync("state"));
        Assert.Empty(_provider.Requests);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_tried_again()
    {
        await _provider.DisposeAsync();
        await NotifyAsync();
        await DrainAsync();

        Assert.Equal("planned", await LedgerAsync("state"));
    }

    [Fact]
    public async Task What_could_not_be_sent_within_a_week_is_not_sent()
    {
        await NotifyAsync();
        await platform.DataSource.SqlAsync("update notifications_delivery set created_at = now() - interval '169 hours'");

        await DrainAsync();

        Assert.Equal("cancelled|too_late", await LedgerAsync("state || '|' || reason"));
        Assert.Empty(_provider.Requests);
    }

    [Fact]
    public async Task Who_was_banned_or_opted_out_after_the_planning_gets_nothing()
    {
        await NotifyAsync();
        await platform.Memberships.BanAsync(_asha, _rowing, Change.BySystem("test"), ct: Ct);
        await DrainAsync();
        Assert.Equal("cancelled|not_a_member", await LedgerAsync("state || '|' || reason"));

        var subject = Guid.CreateVersion7().ToString();
        await platform.Memberships.AddMemberAsync(new(_asha, _rowing), OnBanned.Reinstate, Change.BySystem("test"), Ct);
        await NotifyAsync(subject: subject);
        await SetNumberAsync(null);
        await DrainAsync();
        Assert.Equal("cancelled|no_address", await LedgerAsync("state || '|' || reason", subject));

        Assert.Empty(_provider.Requests);
    }

    [Fact]
    public async Task Without_an_account_at_the_provider_the_channel_is_off()
    {
        await using var off = platform.Build();
        await NotifyAsync(off);

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from notifications_delivery where channel = 'whatsapp' and recipient_id = $1", _asha));
    }

    [Theory]
    [InlineData("9876543210")]
    [InlineData("+0123456789")]
    [InlineData("+91 98765 43210")]
    [InlineData("+919876543210\n")]
    public async Task A_number_that_is_not_international_is_refused(string phone) =>
        Assert.Equal("phone", Assert.Single((await platform.FaultAsync(
            _asha, "notifications.v1/SetWhatsAppNumber", new { phone })).Fields).Field);

    Task SetNumberAsync(string? phone) =>
        platform.CallAsync(_asha, "notifications.v1/SetWhatsAppNumber", new { phone });

    async Task NotifyAsync(
        ServiceProvider? services = null, string subject = "the post", string title = "A title", string body = "A body")
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await (services ?? _services).GetRequiredService<Notifier>().NotifyAsync(
            db, TestNotification.Of($"{_rowing}|{subject}", _rowing, title, body), [_asha], Ct);
        await tx.CommitAsync(Ct);
    }

    Task DrainAsync(TimeSpan later = default) =>
        new TestJobs(_services).DrainAsync(asOf: later > TimeSpan.Zero ? TimeProvider.System.GetUtcNow() + later : null, ct: Ct);

    Task<string> LedgerAsync(string expression, string subject = "the post") => platform.DataSource.ValueAsync<string>(
        $"select ({expression})::text from notifications_delivery d join notifications_notification n on n.id = d.notification_id "
        + "where channel = 'whatsapp' and recipient_id = $1 and n.subject_id = $2", _asha, $"{_rowing}|{subject}");
}
