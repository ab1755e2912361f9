namespace Adminctl.Tests.Notifications;

/// <summary>A budget of recipients holds for all processes together.</summary>
[Slow]
public sealed class BudgetOfProcessesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Budget = 20;
    const int Members = 60;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_workers_reach_as_many_members_as_the_day_allows_and_the_rest_wait()
    {
        await using var provider = new FakeWhatsApp();
        var settings = new Dictionary<string, string?>
        {
            ["Notifications:WhatsApp:BaseAddress"] = provider.BaseAddress,
            ["Notifications:WhatsApp:PhoneNumberId"] = "106540352242922",
            ["Notifications:WhatsApp:AccessToken"] = "secret",
            ["Notifications:WhatsApp:DailyRecipients"] = $"{Budget}",
        };
        await InviteAsync(settings);

        var environment = settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value);
        environment["ConnectionStrings__Bits"] = database.ConnectionString;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var worker = ProgramProcess.StartBuilt("Adminctl", ["jobs", "run", "--queue", "default", "--drain"], environment);
            Assert.True(await worker.ExitAsync(Ct) == 0, worker.Output);
        }));

        Assert.Equal(Budget, provider.Accepted.Select(message => message.GetProperty("to").GetString()).Distinct().Count());
        Assert.Equal(Budget, provider.Accepted.Count);
        Assert.Equal(Members - Budget, await database.DataSource.ValueAsync<long>(
            "select count(*) from notifications_delivery where channel = 'whatsapp' and state = 'planned' and reason = 'budget'"));
    }

    async Task InviteAsync(Dictionary<string, string?> settings)
    {
        await using var services = TestPlatform.BuildOver(database.DataSource, [.. settings.Select(s => (s.Key, s.Value!))]);
        var ids = await database.DataSource.ValueAsync<Guid[]>(
            """
            with made as (
                insert into accounts_user (id, username, email, name)
                select gen_random_uuid(), 'u' || i, 'u' || i || '@example.org', 'U' || i from generate_series(0, $1) i
                returning id, username),
            numbers as (
                insert into notifications_whatsapp_number (user_id, phone)
                select id, '+9198765' || lpad(substr(username, 2), 5, '0') from made)
            select array_agg(id order by username = 'u0' desc) from made
            """, Members);
        var group = (await TestPlatform.CallAsync(
            services, ids[0], "groups.v1/CreateGroup", new { slug = "crew", name = "Crew", visibility = "private" })).GetProperty("groupId").GetGuid();
        foreach (var id in ids.Skip(1))
            await TestPlatform.CallAsync(services, ids[0], "groups.v1/InviteMember", new { groupId = group, userId = id });
    }
}
