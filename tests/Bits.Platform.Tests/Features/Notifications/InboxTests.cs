using Bits.Membership;
using Bits.Platform.Features.Notifications;

namespace Bits.Platform.Tests.Features.Notifications;

public sealed class InboxTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_inbox_is_listed_in_pages_that_meet()
    {
        var asha = await platform.UserAsync("Asha");
        for (var i = 0; i < 25; i++)
            await NotifyAsync(asha, $"number {i}");

        var titles = new List<string>();
        string? cursor = null;
        do
        {
            var page = await platform.CallAsync(asha, "notifications.v1/ListInbox", new { limit = 10, cursor });
            titles.AddRange(page.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("title").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"number {i}").Reverse(), titles);
    }

    [Fact]
    public async Task Reading_marks_ones_own_notifications_once()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await NotifyAsync(asha, "for both", bikram);
        var inbox = await platform.CallAsync(asha, "notifications.v1/ListInbox", new { });
        Guid[] notificationIds = [inbox.GetProperty("items")[0].GetProperty("notificationId").GetGuid()];

        Assert.Equal(1, await MarkAsync(asha, notificationIds));
        Assert.Equal(0, await MarkAsync(asha, notificationIds));

        Assert.True(await IsReadAsync(asha));
        Assert.False(await IsReadAsync(bikram));
    }

    [Fact]
    public async Task Unread_notifications_are_counted_for_many_users_at_once_and_up_to_a_hundred()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        for (var i = 0; i < 102; i++)
            await NotifyAsync(asha, $"number {i}");
        await NotifyAsync(asha, "for both", bikram);
        var inbox = await platform.CallAsync(asha, "notifications.v1/ListInbox", new { });
        await MarkAsync(asha, [inbox.GetProperty("items")[0].GetProperty("notificationId").GetGuid()]);

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var unread = await Inbox.CountUnreadAsync(db, [asha, bikram, chitra], Ct);

        Assert.Equal(new Dictionary<Guid, int> { [asha] = 99, [bikram] = 1 }, unread);
    }

    async Task<int> MarkAsync(Guid user, Guid[] notificationIds) =>
        (await platform.CallAsync(user, "notifications.v1/MarkRead", new { notificationIds })).GetProperty("marked").GetInt32();

    async Task<bool> IsReadAsync(Guid user) =>
        (await platform.CallAsync(user, "notifications.v1/ListInbox", new { })).GetProperty("items")[0]
            .GetProperty("readAt").ValueKind != System.Text.Json.JsonValueKind.Null;

    async Task NotifyAsync(Guid user, string title, params Guid[] others)
    {
        await platform.Memberships.AddMembersAsync(
            [new(user, Scope.Batch(2018)), .. others.Select(other => new NewMember(other, Scope.Batch(2018)))],
            Change.BySystem("test"), ct: Ct);
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await platform.Get<Notifier>().NotifyAsync(
            db, TestNotification.Of(Guid.CreateVersion7().ToString(), Scope.Batch(2018), title, "body"), [user, .. others], Ct);
        await tx.CommitAsync(Ct);
    }
}
