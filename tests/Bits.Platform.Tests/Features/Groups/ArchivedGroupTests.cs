using Bits.Membership;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>An archived group is read and no longer written, whatever happens beside its archiving.</summary>
public sealed class ArchivedGroupTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly GroupCalls _groups = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posts_joins_invitations_and_changes_are_refused_and_reading_and_leaving_are_not()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var group = await _groups.FoundAsync(asha);
        await _groups.AddAsync(bikram, group);
        await _groups.CallAsync(asha, "PostToGroup", new { groupId = group, body = "Before" });
        var token = (await _groups.CallAsync(asha, "InviteMember", new { groupId = group })).GetProperty("token").GetString();

        await _groups.CallAsync(asha, "ArchiveGroup", new { groupId = group });

        foreach (var (caller, verb, request) in new (Guid, string, object)[]
        {
            (bikram, "PostToGroup", new { groupId = group, body = "After" }), (chitra, "JoinGroup", new { groupId = group }),
            (asha, "InviteMember", new { groupId = group, userId = chitra }), (asha, "AddMember", new { groupId = group, userId = chitra }),
            (asha, "UpdateGroup", new { groupId = group, name = "Other" }),
        })
            Assert.Equal((verb, "group_archived"), (verb, (await _groups.FaultAsync(caller, verb, request)).Reason));
        Assert.Equal("group_archived", (await platform.FaultAsync(chitra, "memberships.v1/AcceptInvitation", new { token })).Reason);
        Assert.Single((await _groups.CallAsync(bikram, "ListPosts", new { groupId = group })).GetProperty("posts").EnumerateArray());
        Assert.Equal(["read", "leave", "list_members", "set_notifications", "read_moderation"], await _groups.CanAsync(bikram, group));
        Assert.Contains("reopen", await _groups.CanAsync(asha, group));
        await _groups.CallAsync(bikram, "LeaveGroup", new { groupId = group });
    }

    [Fact]
    public async Task Outsiders_hear_that_they_are_outsiders_first()
    {
        var (asha, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Chitra"));
        var group = await _groups.FoundAsync(asha, "private");
        await _groups.CallAsync(asha, "ArchiveGroup", new { groupId = group });

        Assert.Equal("not_a_member", (await _groups.FaultAsync(chitra, "PostToGroup", new { groupId = group, body = "Hello" })).Reason);
    }

    [Fact]
    public async Task It_leaves_discovery_and_search_for_others_and_comes_back_when_reopened()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var group = await _groups.FoundAsync(asha, "public", "Quokkaspotters");
        await _groups.AddAsync(bikram, group);

        var first = await _groups.CallAsync(asha, "ArchiveGroup", new { groupId = group });
        var second = await _groups.CallAsync(asha, "ArchiveGroup", new { groupId = group });

        Assert.Equal(first.GetRawText(), second.GetRawText(), StringComparer.Ordinal);
        Assert.Equal((1, 0), (await _groups.HitsAsync(bikram, "quokkaspotters"), await _groups.HitsAsync(chitra, "quokkaspotters")));
        Assert.Equal((0, 0), (await CountAsync(chitra, isArchived: false), await CountAsync(chitra, isArchived: true)));
        Assert.Equal((0, 1), (await CountAsync(bikram, isArchived: false), await CountAsync(bikram, isArchived: true)));

        Assert.True((await _groups.CallAsync(asha, "ReopenGroup", new { groupId = group })).GetProperty("wasArchived").GetBoolean());
        Assert.False((await _groups.CallAsync(asha, "ReopenGroup", new { groupId = group })).GetProperty("wasArchived").GetBoolean());
        Assert.Equal((1, 1), (await _groups.HitsAsync(chitra, "quokkaspotters"), await CountAsync(chitra, isArchived: false)));
        await _groups.CallAsync(chitra, "JoinGroup", new { groupId = group });
    }

    [Fact]
    public async Task Two_hundred_posts_and_joins_beside_the_archiving_are_done_before_it_or_refused()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha);
        var people = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => platform.UserAsync($"Person{number}")));
        await platform.Memberships.AddMembersAsync(
            [.. people[..100].Select(user => new NewMember(user, Scope.Group(group)))], Change.BySystem("test"), ct: Ct);
        var attempts = new List<Task<bool>>();

        for (var number = 0; number < 100; number++)
        {
            attempts.Add(TryAsync(people[number], "PostToGroup", new { groupId = group, body = $"Post {number}" }));
            attempts.Add(TryAsync(people[100 + number], "JoinGroup", new { groupId = group }));
            if (number == 40)
                attempts.Add(TryAsync(asha, "ArchiveGroup", new { groupId = group }));
        }

        var done = (await Task.WhenAll(attempts)).Count(isDone => isDone) - 1; // but for the archiving
        Assert.Equal(done, await WrittenAsync(group, people[100..]));
        Assert.InRange(done, 1, 200);
        Assert.False(await TryAsync(asha, "PostToGroup", new { groupId = group, body = "Late" }));
    }

    [Fact]
    public async Task Posts_and_joins_that_meet_the_archiving_wait_for_it_and_are_refused()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await _groups.FoundAsync(asha);
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await using (var archive = new NpgsqlCommand("update groups_group set archived_at = now() where id = $1", db) { Parameters = { new() { Value = group } } })
            await archive.ExecuteNonQueryAsync(Ct);

        var (post, join) = (TryAsync(asha, "PostToGroup", new { groupId = group, body = "Late" }), TryAsync(bikram, "JoinGroup", new { groupId = group }));
        await platform.DataSource.EventuallyAsync("select count(*) >= 2 from pg_stat_activity where wait_event_type = 'Lock'");
        await tx.CommitAsync(Ct);

        Assert.Equal((false, false), (await post, await join));
        Assert.Equal(0, await WrittenAsync(group, [bikram]));
    }

    [Fact]
    public async Task A_post_that_has_begun_commits_before_the_archiving()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha);
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await using (var post = new NpgsqlCommand("select from groups_group where id = $1 for share", db) { Parameters = { new() { Value = group } } })
            await post.ExecuteNonQueryAsync(Ct);

        var archiving = _groups.CallAsync(asha, "ArchiveGroup", new { groupId = group });
        await platform.DataSource.EventuallyAsync("select exists (select from pg_locks where not granted)");
        Assert.False(archiving.IsCompleted);
        await tx.CommitAsync(Ct);
        await archiving;
    }

    [Fact]
    public async Task A_repeat_under_its_key_is_answered_although_the_group_is_archived_now()
    {
        var (asha, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Chitra"));
        var group = await _groups.FoundAsync(asha);
        var key = $"{Guid.CreateVersion7()}";
        var first = await platform.CallAsync(chitra, "groups.v1/JoinGroup", new { groupId = group }, key);
        await _groups.CallAsync(asha, "ArchiveGroup", new { groupId = group });

        var again = await platform.CallAsync(chitra, "groups.v1/JoinGroup", new { groupId = group }, key);

        Assert.Equal(first.GetProperty("outcome").GetString(), again.GetProperty("outcome").GetString());
    }

    async Task<bool> TryAsync(Guid user, string verb, object request)
    {
        try
        {
            await _groups.CallAsync(user, verb, request);
            return true;
        }
        catch (FaultException fault) when (fault.Reason == "group_archived")
        {
            return false;
        }
    }

    async Task<int> WrittenAsync(Guid group, Guid[] joining) => (int)await platform.DataSource.ValueAsync<long>(
        "select (select count(*) from posts_post where scope = 'group:' || $1::uuid) + (select count(*) from memberships_membership "
        + "where scope_id = $1::text and state = 'active' and user_id = any($2))", group, joining);

    async Task<int> CountAsync(Guid user, bool isArchived) =>
        (await _groups.CallAsync(user, "ListGroups", new { isArchived, text = "quokkaspotters" })).GetProperty("groups").GetArrayLength();
}
