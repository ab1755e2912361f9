using System.Text.Json;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Features.Groups;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>Members by rule: previewed, applied, kept, and never against anyone's will.</summary>
public sealed class GroupRuleTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly GroupCalls _groups = new(platform);

    // Each test has years of its own.
    static int Year = 1900;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_preview_is_what_applying_does()
    {
        var year = Interlocked.Add(ref Year, 10);
        var (asha, group) = await FoundAsync();
        var people = await PeopleAsync(year, 15);
        await _groups.AddAsync(people[0], group); // a member already
        await platform.UserAsync("Later", year + 1);

        var preview = await _groups.CallAsync(asha, "PreviewRule", new { groupId = group, fromBatch = year, toBatch = year });
        Assert.Equal((14, 0, 10), (Number(preview, "toAdd"), Number(preview, "toRemove"), preview.GetProperty("addSample").GetArrayLength()));
        Assert.Equal("Person", preview.GetProperty("addSample")[0].GetProperty("name").GetString());
        Assert.Equal([asha, people[0]], await MembersAsync(group, [asha, .. people]));

        Assert.True((await SetAsync(asha, group, year, year)).GetProperty("isChanged").GetBoolean());
        await platform.DrainAsync();

        Assert.Equal([asha, .. people], await MembersAsync(group, [asha, .. people]));
        Assert.Equal(16, Number(await _groups.GetAsync(asha, group), "memberCount"));
        Assert.Equal(0, Number(await _groups.CallAsync(asha, "PreviewRule", new { groupId = group, fromBatch = year, toBatch = year }), "toAdd"));
        Assert.False((await SetAsync(asha, group, year, year)).GetProperty("isChanged").GetBoolean());
    }

    [Fact]
    public async Task A_rule_for_thousands_is_for_the_operators_of_the_platform()
    {
        var year = Interlocked.Add(ref Year, 10);
        var (asha, group) = await FoundAsync();
        await platform.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name, batch) "
            + "select gen_random_uuid(), 'wide-' || i, 'wide-' || i || '@example.org', 'Wide', $1 from generate_series(1, 2001) i", year);

        var fault = await platform.FaultAsync(asha, "groups.v1/SetRule", new { groupId = group, fromBatch = year, toBatch = year });
        Assert.Equal("rule_too_wide", fault.Reason);

        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", asha);
        Assert.True((await SetAsync(asha, group, year, year)).GetProperty("isChanged").GetBoolean());
        await platform.DataSource.SqlAsync("delete from groups_rule");
    }

    [Fact]
    public async Task Who_left_was_removed_or_is_banned_is_never_added_again()
    {
        var year = Interlocked.Add(ref Year, 10);
        var (asha, group) = await FoundAsync();
        var people = await PeopleAsync(year, 4);
        await SetAsync(asha, group, year, year);
        await platform.DrainAsync();
        await _groups.CallAsync(people[0], "LeaveGroup", new { groupId = group });
        await _groups.CallAsync(asha, "RemoveMember", new { groupId = group, userId = people[1], reason = "asked" });
        await _groups.CallAsync(asha, "BanMember", new { groupId = group, userId = people[2], reason = "spam" });

        await KeepAsync();

        Assert.Equal([people[3]], await MembersAsync(group, people));
        Assert.Equal(0, Number(await _groups.CallAsync(asha, "PreviewRule", new { groupId = group, fromBatch = year }), "toAdd"));
        await _groups.CallAsync(asha, "UnbanMember", new { groupId = group, userId = people[2], reason = "sorry" });
        await KeepAsync();
        Assert.Equal([people[3]], await MembersAsync(group, people));
    }

    [Fact]
    public async Task Only_members_whom_the_rule_added_leave_with_it_and_come_back_with_it()
    {
        var year = Interlocked.Add(ref Year, 10);
        var (asha, group) = await FoundAsync();
        var (people, other) = (await PeopleAsync(year, 3), (await PeopleAsync(year - 1, 1))[0]);
        await _groups.CallAsync(people[0], "JoinGroup", new { groupId = group });
        await SetAsync(asha, group, year, year);
        await platform.DrainAsync();
        await _groups.CallAsync(asha, "SetRole", new { groupId = group, userId = people[1], role = "moderator" });

        var preview = await _groups.CallAsync(asha, "PreviewRule", new { groupId = group, fromBatch = year - 1, toBatch = year - 1 });
        await SetAsync(asha, group, year - 1, year - 1);
        await platform.DrainAsync();

        Assert.Equal((1, 1), (Number(preview, "toAdd"), Number(preview, "toRemove")));
        Assert.Equal([people[0], people[1], other], await MembersAsync(group, [.. people, other]));
        await SetAsync(asha, group, year - 1, year);
        await platform.DrainAsync();
        Assert.Equal([.. people, other], await MembersAsync(group, [.. people, other]));
        Assert.Empty(await platform.Memberships.History.VerifyAsync(ct: Ct));
    }

    [Fact]
    public async Task The_hourly_job_follows_people_as_they_change()
    {
        var year = Interlocked.Add(ref Year, 10);
        var (asha, group) = await FoundAsync();
        var (goa, pilani) = ((await PeopleAsync(year, 1))[0], (await PeopleAsync(year, 1))[0]);
        await CampusAsync(goa, "goa");
        await CampusAsync(pilani, "pilani");
        await _groups.CallAsync(asha, "SetRule", new { groupId = group, fromBatch = year, toBatch = year, campuses = new[] { "Goa" }, roles = new[] { "alumni" } });
        await platform.DrainAsync();
        Assert.Equal([goa], await MembersAsync(group, [goa, pilani]));

        await CampusAsync(goa, "dubai");
        await CampusAsync(pilani, "goa");
        await KeepAsync();

        Assert.Equal([pilani], await MembersAsync(group, [goa, pilani]));
        Assert.True((await _groups.CallAsync(asha, "ClearRule", new { groupId = group })).GetProperty("wasSet").GetBoolean());
        await CampusAsync(pilani, "dubai");
        await KeepAsync();
        Assert.Equal([pilani], await MembersAsync(group, [goa, pilani]));
    }

    [Fact]
    public async Task A_rule_leaves_an_archived_or_secret_group_alone()
    {
        var year = Interlocked.Add(ref Year, 10);
        var (asha, archived) = await FoundAsync();
        var hidden = await _groups.FoundAsync(asha);
        var people = await PeopleAsync(year, 2);
        foreach (var group in new[] { archived, hidden })
            await SetAsync(asha, group, year, year);
        await _groups.CallAsync(asha, "ArchiveGroup", new { groupId = archived });
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = hidden, visibility = "secret" });

        await KeepAsync();

        Assert.Empty(await MembersAsync(archived, people));
        Assert.Empty(await MembersAsync(hidden, people));
        Assert.Equal("invitation_only", (await _groups.FaultAsync(asha, "SetRule", new { groupId = hidden, fromBatch = year })).Reason);
        Assert.Equal("group_archived", (await _groups.FaultAsync(asha, "SetRule", new { groupId = archived, fromBatch = year })).Reason);
    }

    [Fact]
    public async Task Those_who_leave_while_the_rule_is_applied_stay_away()
    {
        var year = Interlocked.Add(ref Year, 10);
        var (asha, group) = await FoundAsync();
        var people = await PeopleAsync(year, 10);
        await SetAsync(asha, group, year, year);
        await platform.DrainAsync();

        await Task.WhenAll([KeepAsync(), .. people.Select(user => _groups.CallAsync(user, "LeaveGroup", new { groupId = group }))]);
        await KeepAsync();

        Assert.Empty(await MembersAsync(group, people));
    }

    [Theory]
    [InlineData("{}", "fromBatch"), InlineData("""{"fromBatch":2019,"toBatch":2018}""", "toBatch"), InlineData("""{"fromBatch":18}""", "fromBatch")]
    [InlineData("""{"roles":["wizard"]}""", "roles[0]"), InlineData("""{"campuses":[""]}""", "campuses")]
    public async Task Bad_input_names_the_field(string rule, string field)
    {
        var (asha, group) = await FoundAsync();
        var request = JsonSerializer.Deserialize<Dictionary<string, object>>(rule)!;
        request["groupId"] = group;

        foreach (var verb in new[] { "PreviewRule", "SetRule" })
            Assert.Equal((verb, field), (verb, Assert.Single((await _groups.FaultAsync(asha, verb, request)).Fields).Field));
    }

    async Task<(Guid Owner, Guid Group)> FoundAsync()
    {
        var asha = await platform.UserAsync("Asha", 1899);
        return (asha, await _groups.FoundAsync(asha));
    }

    async Task<Guid[]> PeopleAsync(int year, int count) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, count).Select(_ => platform.UserAsync("Person", year)))).Order()];

    Task<int> CampusAsync(Guid user, string campus) =>
        platform.DataSource.SqlAsync("update accounts_user set campus = $2 where id = $1", user, campus);

    Task<JsonElement> SetAsync(Guid user, Guid group, int from, int to) =>
        _groups.CallAsync(user, "SetRule", new { groupId = group, fromBatch = from, toBatch = to });

    // What the periodic job enqueues.
    async Task KeepAsync()
    {
        await using (var db = await platform.DataSource.OpenConnectionAsync(Ct))
        await using (var tx = await db.BeginTransactionAsync(Ct))
        {
            await platform.Get<JobQueue>().EnqueueAsync(db, new ApplyRules(), Bits.Platform.Features.Groups.GroupsJson.Default.ApplyRules, Ct);
            await tx.CommitAsync(Ct);
        }

        await platform.DrainAsync();
    }

    async Task<IEnumerable<Guid>> MembersAsync(Guid group, Guid[] among)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var are = await platform.Memberships.AreMembersAsync(db, [.. among.Select(user => new MemberKey(user, Scope.Group(group)))], Ct);
        return among.Where((_, place) => are[place]);
    }

    static int Number(JsonElement element, string field) => element.GetProperty(field).GetInt32();
}
