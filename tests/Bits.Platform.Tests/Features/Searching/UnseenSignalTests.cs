namespace Bits.Platform.Tests.Features.Searching;

/// <summary>What somebody says of a document counts only if they may see it.</summary>
public sealed class UnseenSignalTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Fact]
    public async Task A_signal_about_what_the_caller_may_not_see_or_what_is_not_there_is_answered_alike_and_counts_for_nothing()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = (await platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "unseen", name = "Unseen", visibility = "private" })).GetProperty("groupId").GetGuid();
        var post = $"post:{(await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "geckos" })).GetProperty("postId").GetGuid()}";

        foreach (var entity in new[] { post, "post:nowhere" })
            foreach (var kind in new[] { "view", "like" })
                await platform.CallAsync(bikram, "recommendations.v1/RecordSignal", new { surface = "groups", entityId = entity, kind });
        await platform.CallAsync(asha, "recommendations.v1/RecordSignal", new { surface = "groups", entityId = post, kind = "like" });

        Assert.Equal(0L, await CountAsync(bikram));
        Assert.Equal(1L, await CountAsync(asha, post));
    }

    Task<long> CountAsync(Guid user, string? entity = null) => platform.DataSource.ValueAsync<long>(
        "select count(*) from search_signal where user_id = $1 and ($2 = '' or entity_id = $2)", user, entity ?? "");
}
