using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;
using SmtpServer.Protocol;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>Digests, and what is tried again.</summary>
public sealed partial class EmailTests
{
    [Theory]
    [InlineData("public", "accepted")]
    [InlineData("private", "cancelled|not_a_member")]
    public async Task What_is_for_one_person_reaches_a_guest_who_may_read_it(string visibility, string state)
    {
        var owner = await platform.UserAsync("Owner");
        var group = (await platform.CallAsync(
            owner, "groups.v1/CreateGroup", new { slug = $"guests-{Guid.CreateVersion7():N}", name = "Guests", visibility })).GetProperty("groupId").GetGuid();

        await NotifyInAsync(Scope.Group(group), TestNotification.Of($"mention|{group}", Scope.Group(group), "mention", ""));
        await DrainAsync();

        Assert.Equal(state, await platform.DataSource.ValueAsync<string>(
            "select concat_ws('|', state, reason) from notifications_delivery d join notifications_notification n on n.id = notification_id "
            + "where channel = 'email' and scope_id = $1", group.ToString()));
    }

    [Fact]
    public async Task A_digest_that_is_tried_again_sends_no_second_message_and_leaves_the_rest_to_the_next()
    {
        await HoldAsync("first");
        var digest = new SendDigest(_asha, TimeProvider.System.GetUtcNow());
        await HandleAsync(digest);
        await HoldAsync("second");
        await HandleAsync(digest);

        Assert.Single(_server.Mails);
        Assert.Equal("held", await LedgerAsync("state", "second"));
        await HandleAsync(digest with { DueAt = digest.DueAt.AddDays(1) });
        Assert.Equal("accepted", await LedgerAsync("state", "second"));
    }

    [Fact]
    public async Task A_digest_names_everything_that_it_stands_for()
    {
        for (var i = 0; i < 30; i++)
            await HoldAsync($"held {i}.");
        await HandleAsync(new(_asha, TimeProvider.System.GetUtcNow()));

        var mail = Assert.Single(_server.Mails);
        Assert.All(Enumerable.Range(0, 30), i =>
        {
            Assert.Contains($"held {i}.", mail.HtmlBody, StringComparison.Ordinal);
            Assert.Contains($"held {i}.", mail.TextBody, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_waits_for_a_digest_is_decided_once_digests_are_off()
    {
        await HoldAsync("first");
        await platform.DataSource.SqlAsync(
            "insert into notifications_settings (user_id, language, time_zone, digest, digest_hour, digest_day) "
            + "values ($1, 'english', 'Asia/Kolkata', 'off', 8, 1)", _asha);
        await platform.DataSource.SqlAsync(
            "insert into notifications_preference (user_id, kind, channel, mode) values ($1, $2, 'email', 'digest')", _asha, TestNotification.TestKind);

        await ActivatorUtilities.CreateInstance<PlanDigestsHandler>(_services).HandleAsync(new(1, new(), "default", 1, 1, 1, default), Ct);
        await DrainAsync();

        Assert.Equal("cancelled|turned_off", await LedgerAsync("state || '|' || reason", "first"));
    }

    [Fact]
    public async Task Not_now_from_a_sender_that_was_given_up_does_not_plan_what_no_job_would_send()
    {
        _server.Answer = new(SmtpReplyCode.ServiceUnavailable, "busy");
        await NotifyAsync("first");
        await platform.DataSource.SqlAsync("update notifications_delivery set state = 'unknown' where channel = 'email' and recipient_id = $1", _asha);
        var account = await new AccountDirectory().FindAsync(await platform.DataSource.OpenConnectionAsync(Ct), _asha, Ct);
        var id = await platform.DataSource.ValueAsync<Guid>("select notification_id from notifications_delivery where channel = 'email' and recipient_id = $1", _asha);
        var channel = _services.GetRequiredService<ChannelList>().Find("email")!;
        var key = new DeliveryKey(id, "email", _asha);

        await ActivatorUtilities.CreateInstance<SendOutcomes>(_services).SendAsync(
            new SystemTask(new AuditAction("tests.send", AuditClass.Access), Actor.System("tests"), RequestOrigin.Of(RequestOrigin.Http)), channel,
            new(key.MessageId, account!, account!.Email, Language.English, [new(id, new TestNotification().Kind, new("T", "B", "A"))]), [key], DeliveryState.Planned);

        Assert.Equal("unknown", await LedgerAsync("state", "first"));
    }

    [Fact]
    public async Task An_operator_sends_again_what_is_unknown_and_only_that()
    {
        _server.Delay = TimeSpan.FromSeconds(5);
        await NotifyAsync("first");
        await DrainAsync();
        _server.Delay = TimeSpan.Zero;
        var id = await platform.DataSource.ValueAsync<Guid>("select notification_id from notifications_delivery where channel = 'email' and recipient_id = $1", _asha);
        var admin = await AdminAsync();

        Task<System.Text.Json.JsonElement> AgainAsync() => TestPlatform.CallAsync(
            _services, admin, "notifications.v1/SendAgain", new { notificationId = id, userId = _asha, channel = "email", reason = "nothing came" });

        Assert.True((await AgainAsync()).GetProperty("planned").GetBoolean());
        Assert.False((await AgainAsync()).GetProperty("planned").GetBoolean());
        await DrainAsync();
        Assert.Equal("accepted", await LedgerAsync("state", "first"));
        Assert.False((await AgainAsync()).GetProperty("planned").GetBoolean());
    }

    async Task NotifyInAsync(Scope scope, Notification notification)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _services.GetRequiredService<Notifier>().NotifyAsync(db, notification with { Scope = scope }, [_asha], Ct);
        await tx.CommitAsync(Ct);
    }

    async Task HoldAsync(string title)
    {
        await NotifyAsync(title);
        await platform.DataSource.SqlAsync("truncate jobs_queue_job");
        await platform.DataSource.SqlAsync("update notifications_delivery set state = 'held' where channel = 'email' and recipient_id = $1 and state = 'planned'", _asha);
    }

    Task HandleAsync(SendDigest digest) =>
        ActivatorUtilities.CreateInstance<SendDigestHandler>(_services).HandleAsync(new(1, digest, "default", 1, 1, 1, default), Ct);

    async Task<Guid> AdminAsync()
    {
        var id = await platform.UserAsync("Admin");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'admin' where id = $1", id);
        return id;
    }
}
