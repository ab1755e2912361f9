using System.Text.Json;
using Bits.Jobs;
using Bits.Platform.Features.People;
using Bits.Platform.Features.Searching.Saved;
using Bits.Search;

namespace Bits.Platform.Tests.Features.Searching;

/// <summary>Saved searches tell of what is new, once, and of nothing that their owner may not see.</summary>
[Slow]
public sealed class SavedSearchTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Something_new_is_told_once_and_what_was_there_or_is_only_changed_is_no_news()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await GroupAsync(asha, "tapir-old", "Tapir watchers", "public");
        var saved = await SaveAsync(bikram, "Tapirs", "tapir OR tapirs", "web");
        await RunAsync();
        Assert.Empty(await InboxAsync(bikram));

        await GroupAsync(asha, "tapir-new", "Young tapirs", "public");
        await RunAsync();
        var told = Assert.Single(await InboxAsync(bikram));
        Assert.Equal("Something new for Tapirs", told.GetProperty("title").GetString());
        Assert.StartsWith($"{saved}:", told.GetProperty("subjectId").GetString(), StringComparison.Ordinal);

        await platform.DataSource.SqlAsync(
            "update search_document set title = 'Younger tapirs', changed_xid = pg_current_xact_id() where title = 'Young tapirs'");
        await RunAsync();
        await RunAsync();
        Assert.Single(await InboxAsync(bikram));
    }

    [Fact]
    public async Task A_document_that_its_writer_was_slow_to_commit_is_told_too()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await SaveAsync(bikram, "Okapis", "okapi");
        await using var slow = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await slow.BeginTransactionAsync(Ct);
        await new Indexer().UpsertAsync(
            slow, new(Surfaces.Feed, "okapi", "okapi", "", [AudienceTags.Institute]), Ct);

        await GroupAsync(asha, "okapi", "Okapi club", "public");
        await RunAsync();
        await tx.CommitAsync(Ct);
        await RunAsync();

        Assert.Equal(2, (await InboxAsync(bikram)).Count);
    }

    [Fact]
    public async Task Nobody_hears_of_what_they_may_not_see_when_the_search_is_run()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var group = await GroupAsync(asha, "kiwi", "Birds", "private");
        foreach (var user in new[] { bikram, chitra })
        {
            await platform.CallAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = user });
            await SaveAsync(user, "Kiwis", "kiwi");
        }

        await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "a kiwi was seen" });
        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });
        await RunAsync();

        Assert.DoesNotContain(await InboxAsync(bikram), item => item.GetProperty("kind").GetString() == RunSavedSearches.Kind);
        var told = Assert.Single(await InboxAsync(chitra), item => item.GetProperty("kind").GetString() == RunSavedSearches.Kind);
        Assert.DoesNotContain("seen", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saved_searches_are_listed_deleted_limited_and_ones_own()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var first = await SaveAsync(asha, "Rowing", "rowing");
        for (var i = 1; i < 50; i++)
            await SaveAsync(asha, $"Rowing {i}", "rowing");

        await SaveAsync(bikram, "Twice", "rowing");
        Assert.Equal("saved_search_exists", (await platform.FaultAsync(bikram, "search.v1/SaveSearch", new { name = "Twice", text = "rowing" })).Reason);
        Assert.Equal("too_many_saved_searches", (await platform.FaultAsync(asha, "search.v1/SaveSearch", new { name = "One more", text = "rowing" })).Reason);
        Assert.Equal("saved_search_not_found", (await platform.FaultAsync(bikram, "search.v1/DeleteSavedSearch", new { searchId = first })).Reason);
        await platform.CallAsync(asha, "search.v1/DeleteSavedSearch", new { searchId = first });

        var left = (await platform.CallAsync(asha, "search.v1/ListSavedSearches", new { })).GetProperty("searches");
        Assert.Equal(49, left.GetArrayLength());
        Assert.DoesNotContain(first, left.EnumerateArray().Select(s => s.GetProperty("searchId").GetGuid()));
    }

    [Fact]
    public async Task Whoever_is_erased_leaves_no_saved_search_no_signal_and_no_line_of_the_log()
    {
        var asha = await platform.UserAsync("Asha");
        await SaveAsync(asha, "Mine", "mine");
        await platform.CallAsync(asha, "recommendations.v1/RecordSignal", new { surface = "groups", entityId = "x", kind = "like" });
        await platform.CallAsync(asha, "search.v1/Search", new { text = "erasable" });
        await platform.DataSource.EventuallyAsync("select exists (select from search_query where words = 'erasable')");

        await platform.Get<PersonErasure>().RunAsync(asha, Ct);

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            """
            select (select count(*) from saved_search where user_id = $1) + (select count(*) from search_signal where user_id = $1)
                 + (select count(*) from search_query where words = 'erasable')
            """, asha));
    }

    async Task<Guid> SaveAsync(Guid user, string name, string text, string syntax = "plain") =>
        (await platform.CallAsync(user, "search.v1/SaveSearch", new { name, text, syntax })).GetProperty("searchId").GetGuid();

    async Task<Guid> GroupAsync(Guid owner, string slug, string name, string visibility) =>
        (await platform.CallAsync(owner, "groups.v1/CreateGroup", new { slug, name, visibility })).GetProperty("groupId").GetGuid();

    async Task<List<JsonElement>> InboxAsync(Guid user) =>
        [.. (await platform.CallAsync(user, "notifications.v1/ListInbox", new { limit = 100 })).GetProperty("items").EnumerateArray()];

    // As five minutes later.
    async Task RunAsync()
    {
        await platform.DataSource.SqlAsync("update saved_search set run_at = now() - interval '5 minutes'");
        await platform.Get<JobQueue>().EnqueueAsync(new RunSavedSearches(), SavedJson.Default.RunSavedSearches, ct: Ct);
        await platform.DrainAsync();
    }
}
