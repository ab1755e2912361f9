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
