using System.Text.Json;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>A post that is removed while its group changes its audience is gone from the index too.</summary>
public sealed class RetagRaceTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_removal_beside_a_change_of_visibility_leaves_no_document()
    {
        var asha = await platform.UserAsync("Asha");
        var group = (await platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "retagged", name = "Retagged", visibility = "private" })).GetProperty("groupId").GetGuid();
        var (first, second) = (await PostAsync(asha, group, "first"), await PostAsync(asha, group, "second zzqtapir"));

        // The change waits for the document of the first post, between its list of the posts and its writing of theirs.
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await using (var held = new Npgsql.NpgsqlCommand("select from search_document where entity_id like '%' || $1 for update", db, tx))
        {
            held.Parameters.Add(new() { Value = first.ToString() });
            await held.ExecuteNonQueryAsync(Ct);
        }

        var changing = platform.CallAsync(asha, "groups.v1/UpdateGroup", new { groupId = group, visibility = "public" });
        await WaitersAsync(1, changing);
        var removing = platform.CallAsync(asha, "posts.v1/RemovePost", new { postId = second });
        await WaitersAsync(2, removing);
        await tx.CommitAsync(Ct);
        await changing;
        await removing;

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from search_document where entity_id like '%' || $1 and audience_tags <> '{}'", second.ToString()));
        var found = await platform.CallAsync(asha, "search.v1/Search", new { text = "zzqtapir" });
        Assert.Empty(found.GetProperty("hits").EnumerateArray());
    }

    async Task<Guid> PostAsync(Guid user, Guid group, string body) =>
        (await platform.CallAsync(user, "posts.v1/CreatePost", new { scope = $"group:{group}", body })).GetProperty("postId").GetGuid();

    // Until so many wait for a lock, or the call is done.
    async Task WaitersAsync(long number, Task<JsonElement> call)
    {
        while (!call.IsCompleted && await platform.DataSource.ValueAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") < number)
            await Task.Delay(20, Ct);
    }
}
