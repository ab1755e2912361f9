using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Reports;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>Reports of providers: repeated, late and in any order.</summary>
public sealed class DeliveryReportsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static readonly Dictionary<string, int> Rank = new()
    {
        ["accepted"] = 0,
        ["sent"] = 1,
        ["delivered"] = 2,
        ["read"] = 3,
        ["failed"] = 4,
    };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_they_come_states_only_move_forward_and_end_where_the_furthest_report_says()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var message = await AcceptedAsync();
            var reports = Enumerable.Range(0, random.Next(1, 8)).Select(_ => (ReportedState)random.Next(4)).ToList();
            var states = new List<string> { "accepted" };
            foreach (var state in reports)
            {
                await ReportAsync(message, state);
                states.Add(await StateAsync(message));
            }

            Assert.Equal(states.OrderBy(state => Rank[state]), states);

            // Failed ends it, unless it had been delivered before: then the failure is late.
            var expected = "accepted";
            foreach (var state in reports.Select(report => report.ToString().ToLowerInvariant()))
                expected = expected == "failed" || (state == "failed" && Rank[expected] >= 2) || Rank[state] < Rank[expected] ? expected : state;
            Assert.Equal(expected, states[^1]);
        }
    }

    [Fact]
    public async Task A_report_that_comes_a_thousand_times_counts_once()
    {
        var message = await AcceptedAsync();
        var changed = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
            Interlocked.Add(ref changed, await ReportAsync(message, ReportedState.Delivered)));

        Assert.Equal(1, changed);
        Assert.Equal("delivered", await StateAsync(message));
    }

    [Fact]
    public async Task A_complaint_suppresses_the_address_and_leaves_the_state_and_an_unknown_message_changes_nothing()
    {
        var message = await AcceptedAsync();
        Assert.Equal(1, await ReportAsync(message, ReportedState.Complained));
        Assert.Equal(0, await ReportAsync(message, ReportedState.Complained));
        Assert.Equal(0, await ReportAsync("nothing", ReportedState.Bounced));

        Assert.Equal("accepted", await StateAsync(message));
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>("select count(*) from notifications_suppression where reason = 'complained'"));
    }

    [Fact]
    public async Task A_bounce_suppresses_the_address_that_the_mail_went_to_not_the_present_one()
    {
        var message = await AcceptedAsync();

        Assert.Equal(1, await ReportAsync(message, ReportedState.Bounced));

        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from notifications_suppression where address = $1", $"{message}@example.org"));
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from notifications_suppression s join accounts_user u on u.email = s.address"));
    }

    [Fact]
    public async Task A_report_that_names_our_id_settles_a_message_whose_answer_never_came()
    {
        var message = await AcceptedAsync();
        await platform.DataSource.SqlAsync("update notifications_delivery set state = 'unknown' where provider_id = $1", message);

        Assert.Equal(1, await platform.Get<DeliveryReports>().RecordAsync(
            MailReports.Channel, [new([message, "wamid.1"], ReportedState.Delivered, Error: null)], RequestOrigin.Of(RequestOrigin.Http), Ct));

        Assert.Equal("delivered", await StateAsync(message));
    }

    // A delivery by e-mail that the server has taken.
    async Task<string> AcceptedAsync()
    {
        var (user, message) = (await platform.UserAsync("Asha"), Guid.CreateVersion7().ToString("N"));
        await platform.DataSource.SqlAsync(
            """
            with n as (insert into notifications_notification (id, kind, subject_id) values (gen_random_uuid(), 'tests.kind', $2) returning id)
            insert into notifications_delivery (notification_id, channel, recipient_id, state, provider_id, sent_to)
            select id, 'email', $1, 'accepted', $2, $2 || '@example.org' from n
            """,
            user, message);
        return message;
    }

    Task<int> ReportAsync(string message, ReportedState state) => platform.Get<DeliveryReports>().RecordAsync(
        MailReports.Channel, [new([message], state, Error: null)], RequestOrigin.Of(RequestOrigin.Http), Ct);

    Task<string> StateAsync(string message) => platform.DataSource.ValueAsync<string>(
        "select state from notifications_delivery where provider_id = $1", message);
}
