using System.Text.Json;

namespace Adminctl.Tests.Notifications;

[Slow]
public sealed class NotificationsCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_delivery_is_explained_by_its_rule_and_one_that_was_never_planned_by_the_rules_of_now()
    {
        var (asha, id) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, 'asha', 'asha@example.org', 'Asha Rao'), "
            + "(gen_random_uuid(), 'bikram', 'bikram@example.org', 'Bikram Sen')", asha);
        await database.DataSource.SqlAsync(
            """
            with n as (insert into notifications_notification (id, kind, subject_id, scope_type, scope_id)
                       values ($1, 'posts.mention', gen_random_uuid()::text, 'batch', '2018') returning id)
            insert into notifications_delivery (notification_id, channel, recipient_id, state, reason)
            select id, 'in_app', $2, 'cancelled', 'muted' from n
            """,
            id, asha);

        var cancelled = await RunAsync("notifications", "explain", "--user", "asha", "--notification", $"{id}");
        var why = await RunAsync("notifications", "explain", "--user", "asha", "--notification", $"{id}", "--json");
        var never = await RunAsync("notifications", "explain", "--user", "bikram", "--notification", $"{id}", "--json");
        var missing = await RunAsync("notifications", "explain", "--user", "asha", "--notification", $"{Guid.CreateVersion7()}");

        Assert.Contains("muted", cancelled.Output, StringComparison.Ordinal);
        Assert.Equal(
            "Not sent: the member has muted the group, or wants only mentions there.", Json(why)[0].GetProperty("text").GetString());
        Assert.Equal("subject_gone", Json(never)[0].GetProperty("rule").GetString());
        Assert.Equal((1, true), (missing.ExitCode, missing.Output.Contains("There is no notification", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Keys_of_web_push_are_a_pair_and_new_each_time()
    {
        var (first, second) = (await RunAsync("notifications", "push-keys"), await RunAsync("notifications", "push-keys"));

        Assert.Matches("Notifications__Push__PublicKey=B[\\w-]{86}\\s+Notifications__Push__PrivateKey=[\\w-]{43}", first.Output);
        Assert.NotEqual(first.Output, second.Output);
    }

    static JsonElement Json(AdminctlRun run) => JsonElement.Parse(run.Lines.First(line => line.StartsWith('[')));

    Task<AdminctlRun> RunAsync(params string[] args) => AdminctlRun.Async(database, args);
}
