using System.Text.Json;
using Bits.Membership;

namespace Bits.Platform.Tests.Features.Groups;

public sealed class GroupsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static int Groups;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_post_is_found_by_members_in_the_next_call_and_by_nobody_else()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");
        await AddAsync(asha, group, bikram);

        await PostAsync(bikram, group, "An ocelot at dawn");

        Assert.Single(await FindAsync(asha, "ocelot"));
        Assert.Single(await FindAsync(bikram, "ocelot"));
        Assert.Empty(await FindAsync(chitra, "ocelot"));
    }

    [Fact]
    public async Task Members_but_for_the_author_are_notified_once_and_nobody_else()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");
        await AddAsync(asha, group, bikram);
        var post = await PostAsync(asha, group, "Who rows on Sunday?");

        await platform.DrainAsync();
        await platform.DataSource.SqlAsync(
            "update jobs_queue_job set state = 'pending' where payload ->> 'postId' = $1", post.ToString());
        await platform.DrainAsync();

        var item = Assert.Single(await InboxAsync(bikram));
        Assert.Equal("Asha posted in Rowing", item.GetProperty("title").GetString());
        Assert.Equal(post.ToString(), item.GetProperty("subjectId").GetString());
        Assert.Empty(await InboxAsync(asha));
        Assert.Empty(await InboxAsync(chitra));
    }

    [Fact]
    public async Task A_fan_out_larger_than_a_page_reaches_everybody_once()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await FoundAsync(asha, "public");
        NewMember[] members = [.. Enumerable.Range(0, 2_500).Select(_ => new NewMember(Guid.CreateVersion7(), Scope.Group(group)))];
        await platform.Memberships.AddMembersAsync(members, Change.BySystem("test"), ct: Ct);
        var post = await PostAsync(asha, group, "To all of you");

        await platform.DrainAsync();

        Assert.Equal(2_500L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from notifications_delivery d join notifications_notification n on n.id = d.notification_id "
            + "where n.subject_id = $1", post.ToString()));
    }

    [Fact]
    public async Task A_banned_member_finds_nothing_in_the_next_call_and_cannot_come_back()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");
        await AddAsync(asha, group, bikram);
        await PostAsync(asha, group, "A manatee surfaced");
        Assert.Single(await FindAsync(bikram, "manatee"));

        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });

        Assert.Empty(await FindAsync(bikram, "manatee"));
        Assert.Equal("banned", await ReasonAsync(bikram, "groups.v1/JoinGroup", new { groupId = group }));
        Assert.Equal("banned", await ReasonAsync(bikram, "groups.v1/PostToGroup", new { groupId = group, body = "x" }));
        Assert.Equal("banned", await ReasonAsync(bikram, "groups.v1/ListPosts", new { groupId = group }));
        Assert.Equal("banned", await OutcomeAsync(bikram, "groups.v1/LeaveGroup", new { groupId = group }));
        Assert.Equal("banned", await ReasonAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = bikram }));
    }

    [Fact]
    public async Task A_ban_from_a_public_group_is_not_washed_off_by_leaving_and_joining()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await JoinAsync(bikram, group);
        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });

        Assert.Equal("banned", await OutcomeAsync(bikram, "groups.v1/LeaveGroup", new { groupId = group }));
        Assert.Equal("banned", await ReasonAsync(bikram, "groups.v1/JoinGroup", new { groupId = group }));

        await platform.CallAsync(asha, "groups.v1/UnbanMember", new { groupId = group, userId = bikram, reason = "served" });
        Assert.Equal("joined", await JoinAsync(bikram, group));
    }

    [Fact]
    public async Task Somebody_banned_between_post_and_fan_out_is_not_notified()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await JoinAsync(bikram, group);
        await PostAsync(asha, group, "Too late for some");

        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });
        await platform.DrainAsync();

        Assert.Empty(await InboxAsync(bikram));
    }

    [Fact]
    public async Task Joining_and_leaving_twice_is_doing_it_once()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");

        Assert.Equal("joined", await JoinAsync(bikram, group));
        Assert.Equal("already_member", await JoinAsync(bikram, group));
        Assert.Equal("removed", await OutcomeAsync(bikram, "groups.v1/LeaveGroup", new { groupId = group }));
        Assert.Equal("not_member", await OutcomeAsync(bikram, "groups.v1/LeaveGroup", new { groupId = group }));
    }

    [Fact]
    public async Task Nobody_walks_into_a_private_group()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "private");

        Assert.Equal("requested", await JoinAsync(bikram, group));
        Assert.Equal("not_a_member", await ReasonAsync(bikram, "groups.v1/ListPosts", new { groupId = group }));
        await AddAsync(asha, group, bikram);
        Assert.Equal("already_member", await JoinAsync(bikram, group));
    }

    [Fact]
    public async Task A_public_group_is_read_by_everybody_and_written_by_members()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await PostAsync(asha, group, "An open word about wombats");

        var posts = await platform.CallAsync(bikram, "groups.v1/ListPosts", new { groupId = group });

        Assert.Equal("Asha", posts.GetProperty("posts")[0].GetProperty("authorName").GetString());
        Assert.Single(await FindAsync(bikram, "wombats"));
        Assert.Equal("not_a_member", await ReasonAsync(bikram, "groups.v1/PostToGroup", new { groupId = group, body = "x" }));
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await FoundAsync(asha, "public");

        Assert.Equal("last_owner", await ReasonAsync(asha, "groups.v1/LeaveGroup", new { groupId = group }));
        Assert.Equal(
            "last_owner",
            await ReasonAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = asha, role = "member" }));
    }

    [Fact]
    public async Task Who_acts_on_another_stands_above_them()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await AddAsync(asha, group, bikram, "admin");
        await AddAsync(asha, group, chitra, "admin");

        Assert.Equal("not_outranked", await ReasonAsync(
            bikram, "groups.v1/BanMember", new { groupId = group, userId = chitra, reason = "x" }));
        Assert.Equal("not_outranked", await ReasonAsync(
            bikram, "groups.v1/AddMember", new { groupId = group, userId = chitra, role = "member" }));
        Assert.Equal("not_outranked", await ReasonAsync(
            bikram, "groups.v1/AddMember", new { groupId = group, userId = bikram, role = "owner" }));
        Assert.Equal("owner", await ReasonAsync(
            await MakeOwnerAsync(asha, group), "groups.v1/BanMember", new { groupId = group, userId = asha, reason = "x" }));
        Assert.Equal("oneself", await ReasonAsync(
            asha, "groups.v1/BanMember", new { groupId = group, userId = asha, reason = "x" }));
    }

    [Fact]
    public async Task A_plain_member_adds_and_bans_nobody()
    {
        var (asha, bikram, chitra) = await PeopleAsync();
        var group = await FoundAsync(asha, "public");
        await JoinAsync(bikram, group);

        Assert.Equal("role_too_low", await ReasonAsync(bikram, "groups.v1/AddMember", new { groupId = group, userId = chitra }));
        Assert.Equal("role_too_low", await ReasonAsync(
            bikram, "groups.v1/BanMember", new { groupId = group, userId = chitra, reason = "x" }));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await FoundAsync(asha, "public");

        Assert.Equal("group_not_found", await ReasonAsync(asha, "groups.v1/ListPosts", new { groupId = Guid.CreateVersion7() }));
        Assert.Equal("user_not_found", await ReasonAsync(
            asha, "groups.v1/AddMember", new { groupId = group, userId = Guid.CreateVersion7() }));
    }

    [Fact]
    public async Task Posts_are_listed_in_pages_that_meet()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await FoundAsync(asha, "public");
        for (var i = 0; i < 25; i++)
            await PostAsync(asha, group, $"post {i}");

        var bodies = new List<string>();
        string? cursor = null;
        do
        {
            var page = await platform.CallAsync(asha, "groups.v1/ListPosts", new { groupId = group, limit = 10, cursor });
            bodies.AddRange(page.GetProperty("posts").EnumerateArray().Select(p => p.GetProperty("body").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"post {i}").Reverse(), bodies);
    }

    [Fact]
    public async Task A_cursor_of_another_group_or_caller_is_refused()
    {
        var (asha, bikram, _) = await PeopleAsync();
        var (group, other) = (await FoundAsync(asha, "public"), await FoundAsync(asha, "public"));
        await PostAsync(asha, group, "one");
        await PostAsync(asha, group, "two");
        var page = await platform.CallAsync(asha, "groups.v1/ListPosts", new { groupId = group, limit = 1 });
        var cursor = page.GetProperty("nextCursor").GetString();

        Assert.Equal("cursor", await FieldAsync(asha, "groups.v1/ListPosts", new { groupId = other, cursor }));
        Assert.Equal("cursor", await FieldAsync(bikram, "groups.v1/ListPosts", new { groupId = group, cursor }));
        Assert.Equal("cursor", await FieldAsync(asha, "notifications.v1/ListInbox", new { cursor }));
        await platform.CallAsync(asha, "groups.v1/ListPosts", new { groupId = group, limit = 5, cursor });
    }

    [Fact]
    public async Task A_post_that_rolls_back_leaves_no_row_no_document_no_job()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await FoundAsync(asha, "private");
        await platform.DataSource.SqlAsync(
            "create function tests_refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$");
        await platform.DataSource.SqlAsync(
            "create trigger tests_refuse before insert on jobs_queue_job for each row when (new.kind = 'groups.notify_post') "
            + "execute function tests_refuse()");
        try
        {
            await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => PostAsync(asha, group, "A jaguarundi"));
        }
        finally
        {
            await platform.DataSource.SqlAsync("drop function tests_refuse cascade");
        }

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("select count(*) from posts_post where scope = $1", $"group:{group}"));
        Assert.Empty(await FindAsync(asha, "jaguarundi"));
    }

    [Fact]
    public async Task A_group_itself_is_found_by_everybody()
    {
        var (asha, bikram, _) = await PeopleAsync();
        await platform.CallAsync(
            asha, "groups.v1/CreateGroup",
            new { slug = "kakapo", name = "Kakapo friends", visibility = "private", description = "Flightless parrots" });

        Assert.Single(await FindAsync(bikram, "kakapo parrots"));
    }

    async Task<(Guid Asha, Guid Bikram, Guid Chitra)> PeopleAsync() =>
        (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));

    async Task<Guid> FoundAsync(Guid owner, string visibility)
    {
        var slug = $"rowing-{Interlocked.Increment(ref Groups)}";
        var response = await platform.CallAsync(owner, "groups.v1/CreateGroup", new { slug, name = "Rowing", visibility });
        return response.GetProperty("groupId").GetGuid();
    }

    async Task<Guid> MakeOwnerAsync(Guid owner, Guid group)
    {
        var second = await platform.UserAsync("Devika");
        await AddAsync(owner, group, second, "owner");
        return second;
    }

    async Task<Guid> PostAsync(Guid author, Guid group, string body) =>
        (await platform.CallAsync(author, "groups.v1/PostToGroup", new { groupId = group, body })).GetProperty("postId").GetGuid();

    Task<JsonElement> AddAsync(Guid by, Guid group, Guid user, string role = "member") =>
        platform.CallAsync(by, "groups.v1/AddMember", new { groupId = group, userId = user, role });

    Task<string> JoinAsync(Guid user, Guid group) => OutcomeAsync(user, "groups.v1/JoinGroup", new { groupId = group });

    async Task<string> OutcomeAsync(Guid user, string method, object request) =>
        (await platform.CallAsync(user, method, request)).GetProperty("outcome").GetString()!;

    async Task<string> ReasonAsync(Guid user, string method, object request) =>
        (await platform.FaultAsync(user, method, request)).Reason;

    async Task<string> FieldAsync(Guid user, string method, object request) =>
        Assert.Single((await platform.FaultAsync(user, method, request)).Fields).Field;

    async Task<IEnumerable<JsonElement>> FindAsync(Guid user, string text) =>
        (await platform.CallAsync(user, "search.v1/Search", new { text })).GetProperty("hits").EnumerateArray();

    async Task<IEnumerable<JsonElement>> InboxAsync(Guid user) =>
        (await platform.CallAsync(user, "notifications.v1/ListInbox", new { })).GetProperty("items").EnumerateArray();
}
