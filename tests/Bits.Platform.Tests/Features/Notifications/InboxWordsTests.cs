using System.Text.Json;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>What an inbox says is put into words when it is read: by what the reader may read then, with the names of then.
/// </summary>
public sealed class InboxWordsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Theory]
    [InlineData("ban")]
    [InlineData("leave")]
    [InlineData("remove")]
    [InlineData("expire")]
    public async Task Who_is_out_of_a_private_group_reads_no_word_of_what_was_posted_there(string how)
    {
        var (group, asha, bikram) = await PostedAsync("private");
        Assert.Equal("A secret regatta", (await ItemAsync(bikram)).GetProperty("body").GetString());

        await OutAsync(how, group, asha, bikram);

        var item = await ItemAsync(bikram);
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null), (item.GetProperty("title").ValueKind, item.GetProperty("body").ValueKind));
        Assert.DoesNotContain("secret", item.ToString(), StringComparison.Ordinal);
        Assert.Equal("groups.notify_post", item.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Who_comes_back_reads_it_again()
    {
        var (group, asha, bikram) = await PostedAsync("private");
        await OutAsync("remove", group, asha, bikram);
        await platform.CallAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = bikram });

        Assert.Equal("A secret regatta", (await ItemAsync(bikram)).GetProperty("body").GetString());
    }

    [Fact]
    public async Task What_was_posted_in_a_public_group_is_read_by_who_has_left_it_and_by_a_platform_administrator_everything_is()
    {
        var (group, asha, bikram) = await PostedAsync("public");
        await OutAsync("leave", group, asha, bikram);
        Assert.Equal("A secret regatta", (await ItemAsync(bikram)).GetProperty("body").GetString());

        var (secret, owner, admin) = await PostedAsync("private");
        await OutAsync("remove", secret, owner, admin);
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'admin' where id = $1", admin);
        Assert.Equal("A secret regatta", (await ItemAsync(admin)).GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_name_is_the_one_that_its_owner_has_now()
    {
        var (_, asha, bikram) = await PostedAsync("private");
        await platform.DataSource.SqlAsync("update accounts_user set name = 'Asha Rao' where id = $1", asha);

        Assert.Equal("Asha Rao posted in Rowing", (await ItemAsync(bikram)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task No_notification_holds_a_name_or_a_text()
    {
        var (group, asha, _) = await PostedAsync("private");
        var chitra = await platform.UserAsync("Chitra");
        await platform.CallAsync(asha, "groups.v1/InviteMember", new { groupId = group, userId = chitra, note = "Row, Chitra!" });

        foreach (var word in new[] { "Asha", "Bikram", "Chitra", "Rowing", "secret", "Row, " })
            Assert.False(
                await platform.DataSource.ValueAsync<bool>(
                    "select exists (select from notifications_notification n where n::text like '%' || $1 || '%')", word), word);
        var invited = await ItemAsync(chitra);
        Assert.Equal("Asha invites you into Rowing", invited.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Who_posts_is_not_told_of_it()
    {
        var (_, asha, _) = await PostedAsync("private");

        Assert.Empty((await platform.CallAsync(asha, "notifications.v1/ListInbox", new { })).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_saved_search_that_is_gone_or_renamed_is_told_of_as_it_is_now()
    {
        var (_, _, bikram) = await PostedAsync("private");
        var id = (await platform.CallAsync(
            bikram, "search.v1/SaveSearch", new { name = "Rowing", text = "rowing" })).GetProperty("searchId").GetGuid();
        await platform.DataSource.SqlAsync(
            "with n as (insert into notifications_notification (id, kind, subject_id) values ($1, 'search.run_saved_searches', $2) returning id) "
            + "insert into notifications_delivery (notification_id, channel, recipient_id, state) select id, 'in_app', $3, 'accepted' from n",
            Guid.CreateVersion7(), $"{id}:1:1:", bikram);

        Assert.Equal("Something new for Rowing", (await ItemAsync(bikram)).GetProperty("title").GetString());
        await platform.CallAsync(bikram, "search.v1/DeleteSavedSearch", new { searchId = id });
        Assert.Equal(JsonValueKind.Null, (await ItemAsync(bikram)).GetProperty("title").ValueKind);
    }

    // Asha founds a group and posts in it, Bikram is a member.
    async Task<(Guid Group, Guid Asha, Guid Bikram)> PostedAsync(string visibility)
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = (await platform.CallAsync(
            asha, "groups.v1/CreateGroup",
            new { slug = $"w-{Guid.CreateVersion7():N}", name = "Rowing", visibility })).GetProperty("groupId").GetGuid();
        await platform.CallAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = bikram });
        await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "A secret regatta" });
        await platform.DrainAsync();
        return (group, asha, bikram);
    }

    Task OutAsync(string how, Guid group, Guid owner, Guid member) => how switch
    {
        "ban" => platform.CallAsync(owner, "groups.v1/BanMember", new { groupId = group, userId = member, reason = "spam" }),
        "leave" => platform.CallAsync(member, "groups.v1/LeaveGroup", new { groupId = group }),
        "remove" => platform.CallAsync(owner, "groups.v1/RemoveMember", new { groupId = group, userId = member, reason = "spam" }),
        _ => platform.DataSource.SqlAsync(
            $"""
            alter table memberships_membership disable trigger user;
            update memberships_membership set until = changed_at + interval '1 microsecond'
            where user_id = '{member}' and scope_id = '{group}';
            alter table memberships_membership enable trigger user
            """),
    };

    async Task<JsonElement> ItemAsync(Guid user) =>
        (await platform.CallAsync(user, "notifications.v1/ListInbox", new { })).GetProperty("items")[0];
}
