using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Features.Notifications.Sending;
using Npgsql;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>A budget of different recipients within 24 hours.</summary>
public sealed class BudgetTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_senders_at_once_never_exceed_it_in_any_window()
    {
        var channel = new FakeChannel(20);
        var clock = new ManualTime(new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero));
        var recipients = Enumerable.Range(0, 60).Select(_ => Guid.CreateVersion7()).ToArray();
        var sent = new System.Collections.Concurrent.ConcurrentBag<(Guid To, DateTimeOffset At)>();

        for (var hour = 0; hour < 60; hour++)
        {
            var now = clock.Now.AddHours(hour);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async sender =>
            {
                var random = new Random((hour * 4) + sender);
                for (var i = 0; i < 6; i++)
                {
                    var to = recipients[random.Next(recipients.Length)];
                    if (await TakeAsync(channel, Importance.Personal, to, now) is null)
                        sent.Add((to, now));
                }
            }));
        }

        Assert.NotEmpty(sent);
        foreach (var at in sent.Select(s => s.At).Distinct())
            Assert.InRange(sent.Where(s => s.At <= at && s.At > at.AddHours(-24)).Select(s => s.To).Distinct().Count(), 1, 20);
    }

    [Fact]
    public async Task One_recipient_counts_once_and_the_next_is_told_when_there_is_room()
    {
        var channel = new FakeChannel(1);
        var now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        var (asha, bikram) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        Assert.Null(await TakeAsync(channel, Importance.Personal, asha, now));
        Assert.Null(await TakeAsync(channel, Importance.Personal, asha, now.AddHours(1)));
        Assert.Equal(now.AddHours(25).AddMinutes(5), await TakeAsync(channel, Importance.Personal, bikram, now.AddHours(2)));
        Assert.Null(await TakeAsync(channel, Importance.Personal, bikram, now.AddHours(25).AddMinutes(5)));
    }

    [Fact]
    public async Task News_leave_a_tenth_to_what_is_for_one_person()
    {
        var channel = new FakeChannel(10);
        var now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 9; i++)
            Assert.Null(await TakeAsync(channel, Importance.News, Guid.CreateVersion7(), now));

        Assert.NotNull(await TakeAsync(channel, Importance.News, Guid.CreateVersion7(), now));
        Assert.Null(await TakeAsync(channel, Importance.Personal, Guid.CreateVersion7(), now));
        Assert.NotNull(await TakeAsync(channel, Importance.Required, Guid.CreateVersion7(), now));
    }

    async Task<DateTimeOffset?> TakeAsync(IChannel channel, Importance importance, Guid to, DateTimeOffset now)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var wait = await Budgets.TakeAsync(db, channel, importance, to, now, Ct);
        await tx.CommitAsync(Ct);
        return wait;
    }

    sealed class FakeChannel(int limit) : IChannel
    {
        public string Name { get; } = $"t{Guid.CreateVersion7():N}"[..16] + Random.Shared.Next(1_000);

        public Localized Label => Name;

        public bool IsOn => true;

        public int? DailyRecipients => limit;

        public Task<IReadOnlyList<Guid>> ListReachableAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<string?> FindAddressAsync(NpgsqlConnection db, Bits.Platform.Accounts.Account account, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<SendResult> SendAsync(OutgoingMessage message) => throw new NotSupportedException();
    }
}
