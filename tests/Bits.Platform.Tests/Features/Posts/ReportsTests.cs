using System.Text.Json;
using Bits.Membership;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>Who hears of a report, and who reads it: never the author of the text.</summary>
public sealed class ReportsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const string Kind = "moderation.report";

    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task Moderators_do_not_see_who_reported_them()
    {
        var (owner, author, reporter, group) = await CastAsync();
        await _world.AddAsync(group, author, MemberRole.Moderator);
        var (open, decided) = (await _world.PostAsync(author, group, "One"), await _world.PostAsync(author, group, "Two"));
        await ReportAsync(reporter, open);
        await platform.CallAsync(
            owner, "moderation.v1/Decide", new { caseId = await ReportAsync(reporter, decided), decision = "warn", reason = "x" });

        Assert.Empty(await _world.CasesAsync(author, group, decided: false));
        Assert.Empty(await _world.CasesAsync(author, group, decided: true));
        Assert.Single(await _world.CasesAsync(owner, group, decided: false));
        Assert.Single(await _world.CasesAsync(owner, group, decided: true));
    }

    [Fact]
    public async Task A_new_case_is_told_to_the_moderators_and_not_to_its_author_or_reporter()
    {
        var (owner, author, reporter, group) = await CastAsync();
        var (moderator, member) = (await _world.UserAsync("Devika"), await _world.UserAsync("Esha"));
        await _world.AddAsync(group, author, MemberRole.Moderator);
        await _world.AddAsync(group, moderator, MemberRole.Moderator);
        await _world.AddAsync(group, member, MemberRole.Member);
        var post = await _world.PostAsync(author, group, "An okapi");

        var opened = await ReportAsync(moderator, post);
        await ReportAsync(reporter, post);

        var told = Assert.Single(await ToldAsync(owner));
        Assert.Equal("A member reported a post in Rowing", told.GetProperty("title").GetString());
        Assert.Equal($"group:{group}/{opened}", told.GetProperty("subjectId").GetString());
        Assert.DoesNotContain("okapi", told.GetRawText(), StringComparison.Ordinal);
        foreach (var other in new[] { author, reporter, moderator, member })
            Assert.Empty(await ToldAsync(other));

        await platform.CallAsync(owner, "moderation.v1/Decide", new { caseId = opened, decision = "keep", reason = "x" });
        Assert.Equal(JsonValueKind.Null, Assert.Single(await ToldAsync(owner)).GetProperty("title").ValueKind);
    }

    [Fact]
    public async Task A_second_case_on_the_same_text_is_told_too()
    {
        var (owner, author, reporter, group) = await CastAsync();
        var post = await _world.PostAsync(author, group, "An okapi");
        await platform.CallAsync(
            owner, "moderation.v1/Decide", new { caseId = await ReportAsync(reporter, post), decision = "keep", reason = "x" });

        await ReportAsync(reporter, post);

        Assert.Equal(2, (await ToldAsync(owner)).Count);
    }

    [Fact]
    public async Task Where_there_is_no_moderator_the_administrators_of_the_platform_hear_of_it()
    {
        var (author, reporter, admin) = (await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"), await _world.UserAsync("Root"));
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'admin' where id = $1", admin);
        foreach (var user in new[] { author, reporter })
            await platform.Memberships.AddMemberAsync(
                new(user, Scope.Batch(2018)), OnBanned.Refuse, Change.BySystem("test"), TestContext.Current.CancellationToken);
        var post = PostWorld.Id(await platform.CallAsync(author, "posts.v1/CreatePost", new { scope = "batch:2018", body = "An okapi" }), "postId");

        await ReportAsync(reporter, post);

        Assert.Equal("A member reported a post in Batch of 2018", Assert.Single(await ToldAsync(admin)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task Former_members_read_the_name_that_the_group_had_at_the_decision()
    {
        var (owner, author, reporter, group) = await CastAsync("secret");
        var opened = await ReportAsync(reporter, await _world.PostAsync(author, group, "An okapi"));
        await platform.CallAsync(owner, "moderation.v1/Decide", new { caseId = opened, decision = "ban", reason = "x" });
        await platform.CallAsync(author, "moderation.v1/Appeal", new { caseId = opened, reason = "x" });
        await platform.CallAsync(owner, "groups.v1/UpdateGroup", new { groupId = group, name = "Plotters" });

        var decision = await platform.CallAsync(author, "moderation.v1/GetDecision", new { caseId = opened });

        Assert.Equal("Rowing", decision.GetProperty("scopeName").GetString());
        var inbox = await _world.InboxAsync(author);
        Assert.Contains(inbox, item => item.GetProperty("title").GetString() == "The moderators of Rowing removed your post and banned you");
        Assert.DoesNotContain(inbox, item => item.GetRawText().Contains("Plotters", StringComparison.Ordinal));
    }

    async Task<(Guid Owner, Guid Author, Guid Reporter, Guid Group)> CastAsync(string visibility = "private")
    {
        var (owner, author, reporter) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"));
        return (owner, author, reporter, await _world.GroupAsync(visibility, owner, author, reporter));
    }

    async Task<Guid> ReportAsync(Guid by, Guid post) =>
        PostWorld.Id(await platform.CallAsync(by, "moderation.v1/Report", new { postId = post, reason = "Spam" }), "caseId");

    async Task<IReadOnlyList<JsonElement>> ToldAsync(Guid user) =>
        [.. (await _world.InboxAsync(user)).Where(item => item.GetProperty("kind").GetString() == Kind)];
}
