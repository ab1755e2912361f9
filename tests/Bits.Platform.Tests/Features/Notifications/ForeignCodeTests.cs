using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>Channels and texts are code of others: what they do wrong stops nothing else. And what is old is forgotten.</summary>
public sealed class ForeignCodeTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_that_throws_when_planning_costs_its_messages_and_nothing_else()
    {
        await using var services = Build(new BadChannel { ThrowsWhenPlanning = true }, new BadChannel { Name = "good" });
        var (asha, id) = await NotifyAsync(services);

        Assert.Equal("good,in_app", await platform.DataSource.ValueAsync<string>(
            "select string_agg(channel, ',' order by channel) from notifications_delivery where notification_id = $1", id));
        Assert.Equal(1, (await TestPlatform.CallAsync(services, asha, "notifications.v1/ListInbox", new { })).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_channel_that_never_returns_leaves_an_unknown_message_and_a_free_worker()
    {
        var channel = new BadChannel { Hangs = true };
        await using var services = Build(channel);
        var (asha, id) = await NotifyAsync(services);
        var key = new DeliveryKey(id, channel.Name, asha);
        await platform.DataSource.SqlAsync("update notifications_delivery set state = 'sending' where notification_id = $1 and channel = $2", id, channel.Name);
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var account = (await new AccountDirectory().FindAsync(db, asha, Ct))!;

        await ActivatorUtilities.CreateInstance<SendOutcomes>(services, new HurriedTime()).SendAsync(
            new SystemTask(new AuditAction("tests.send", AuditClass.Access), Actor.System("tests"), RequestOrigin.Of(RequestOrigin.Http)), channel,
            new(key.MessageId, account, "here", Language.English, [new(id, new TestNotification().Kind, new("T", "B", "A"))]), [key], DeliveryState.Planned);

        Assert.Equal("unknown", await platform.DataSource.ValueAsync<string>(
            "select state from notifications_delivery where notification_id = $1 and channel = $2", id, channel.Name));
    }

    [Fact]
    public async Task A_text_that_throws_costs_its_own_words_and_nothing_else()
    {
        await using var services = TestPlatform.BuildOver(platform.DataSource, add => add.AddSingleton<INotificationText, BadText>());
        var (asha, _) = await NotifyAsync(services);
        await NotifyAsync(services, asha, new BadText().Kind.Name);

        var titles = (await TestPlatform.CallAsync(services, asha, "notifications.v1/ListInbox", new { })).GetProperty("items")
            .EnumerateArray().Select(item => item.GetProperty("title").GetString());
        Assert.Equal([null, "title"], titles);
    }

    [Fact]
    public async Task What_a_blocked_member_did_is_no_longer_told_in_the_inbox()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await NotifyAsync(platform.Get<IServiceProvider>(), asha, actor: bikram);
        Assert.Equal("title", await TitleAsync());

        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });
        Assert.Null(await TitleAsync());

        async Task<string?> TitleAsync() => (await platform.CallAsync(asha, "notifications.v1/ListInbox", new { })).GetProperty("items")[0]
            .GetProperty("title").GetString();
    }

    [Fact]
    public async Task What_is_13_months_old_is_forgotten_and_what_was_renewed_since_stays()
    {
        var (asha, old) = await NotifyAsync(platform.Get<IServiceProvider>());
        var (_, renewed) = await NotifyAsync(platform.Get<IServiceProvider>(), asha);
        await platform.DataSource.SqlAsync("update notifications_notification set created_at = now() - interval '14 months' where id = any($1)", new[] { old, renewed });
        await platform.DataSource.SqlAsync("update notifications_delivery set created_at = now() - interval '14 months' where notification_id = $1", old);

        await ActivatorUtilities.CreateInstance<ForgetOldHandler>(platform.Get<IServiceProvider>()).HandleAsync(new(1, new(), "default", 1, 1, 1, default), Ct);

        Assert.Equal(renewed, await platform.DataSource.ValueAsync<Guid>(
            "select id from notifications_notification where id = any($1)", new[] { old, renewed }));
    }

    ServiceProvider Build(params IChannel[] channels) => TestPlatform.BuildOver(platform.DataSource, add =>
    {
        foreach (var channel in channels)
            add.AddSingleton(channel);
    });

    async Task<(Guid User, Guid Notification)> NotifyAsync(
        IServiceProvider services, Guid? user = null, string kind = TestNotification.TestKind, Guid? actor = null)
    {
        var (to, subject) = (user ?? await platform.UserAsync("Asha"), Guid.CreateVersion7().ToString());
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await services.GetRequiredService<Notifier>().NotifyAsync(
            db, TestNotification.Of(subject, scope: null, "title", "body") with { Kind = kind, Actor = actor }, [to], Ct);
        await tx.CommitAsync(Ct);
        return (to, await platform.DataSource.ValueAsync<Guid>("select id from notifications_notification where subject_id = $1", subject));
    }

    sealed class BadChannel : IChannel
    {
        public string Name { get; init; } = "bad";

        public Localized Label => Name;

        public bool IsOn => true;

        public bool ThrowsWhenPlanning { get; init; }

        public bool Hangs { get; init; }

        public Task<IReadOnlyList<Guid>> ListReachableAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct) =>
            ThrowsWhenPlanning ? throw new InvalidOperationException("no") : Task.FromResult<IReadOnlyList<Guid>>([.. users]);

        public Task<string?> FindAddressAsync(NpgsqlConnection db, Account account, CancellationToken ct) => Task.FromResult<string?>("here");

        public Task<SendResult> SendAsync(OutgoingMessage message) =>
            Hangs ? new TaskCompletionSource<SendResult>().Task : Task.FromResult<SendResult>(new SendResult.Accepted("1"));
    }

    sealed class BadText : INotificationText
    {
        public NotificationKind Kind { get; } = new("tests.bad", "Bad", Importance.Personal, new Phrases(new("T", "B", "A"), new("T", "B", "A")));

        public Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
            NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct) =>
            throw new InvalidOperationException("no");
    }

    // Every timer ends at once.
    sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(50), period);
    }
}
