using System.Text.Json;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Features.People;
using Bits.Platform.Features.Recommending.Running;
using Bits.Platform.Features.Searching.Saved;
using Bits.Platform.Maintenance;
using Bits.Search;

namespace Bits.Platform.Tests.Features.Searching;

/// <summary>A block counts in the next call of every path that finds documents.</summary>
public sealed class BlockedAuthorTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static int Groups;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_hides_posts_the_person_counts_and_suggestions_until_it_is_lifted()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await GroupAsync(asha);
        var (own, theirs) = (await PostAsync(asha, group, "quokka at home"), await PostAsync(bikram, group, "quokkas abroad"));
        await WriteAsync(new(Surfaces.Directory, $"{bikram}", "Bikram Quokka", "", [AudienceTags.Institute]) { AuthorId = bikram });
        string[] all = [$"{bikram}", own, theirs];

        Assert.Equal(all.Order(), await FindAsync(asha, "quokka"));
        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });

        Assert.Equal([own], await FindAsync(asha, "quokka"));
        Assert.Equal([own], await FindAsync(asha, "quok", isPrefix: true));
        Assert.Equal([("groups", 1)], await CountAsync(asha, "quokka"));
        Assert.Equal(all.Order(), await FindAsync(bikram, "quokka"));
        Assert.Equal([("directory", 1), ("groups", 2)], (await CountAsync(bikram, "quokka")).Order());

        await platform.CallAsync(asha, "people.v1/UnblockMember", new { userId = bikram });
        Assert.Equal(all.Order(), await FindAsync(asha, "quokka"));
        Assert.Equal(all.Order(), await FindAsync(asha, "quok", isPrefix: true));
    }

    [Fact]
    public async Task A_block_between_two_pages_counts_on_the_next_one()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await GroupAsync(asha);
        for (var i = 0; i < 3; i++)
            await PostAsync(i == 0 ? asha : bikram, group, "numbat");

        var first = await platform.CallAsync(asha, "search.v1/Search", new { text = "numbat", limit = 1 });
        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });
        var second = await platform.CallAsync(
            asha, "search.v1/Search", new { text = "numbat", limit = 1, cursor = first.GetProperty("nextCursor").GetString() });

        Assert.Equal(bikram, Hit(first).GetProperty("authorId").GetGuid());
        Assert.Equal(asha, Hit(second).GetProperty("authorId").GetGuid());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);

        static JsonElement Hit(JsonElement page) => Assert.Single(page.GetProperty("hits").EnumerateArray());
    }

    [Fact]
    public async Task Only_the_one_who_blocked_is_told_that_a_block_is_why()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", chitra);
        var post = await PostAsync(bikram, await GroupAsync(bikram), "bandicoot");
        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });
        var question = new { text = "bandicoot", surface = "groups", entityId = post };

        var own = (await platform.CallAsync(asha, "search.v1/Explain", question)).GetProperty("explanation");
        var theirs = (await platform.CallAsync(bikram, "search.v1/Explain", question)).GetProperty("explanation");
        var inspected = await platform.CallAsync(
            chitra, "search.v1/InspectDocument", new { userId = asha, question.text, question.surface, question.entityId });
        var searched = await platform.CallAsync(chitra, "search.v1/InspectSearch", new { userId = asha, question.text });

        Assert.True(own.GetProperty("isAuthorExcluded").GetBoolean());
        Assert.Empty(own.GetProperty("words").EnumerateArray());
        Assert.False(theirs.GetProperty("isAuthorExcluded").GetBoolean());
        Assert.Equal("left_out", inspected.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, inspected.GetProperty("explanation").ValueKind);
        Assert.DoesNotContain("block", inspected.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(searched.GetProperty("hits").EnumerateArray());
    }

    [Fact]
    public async Task Nothing_of_a_blocked_member_is_recommended_or_told_of()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await GroupAsync(asha);
        await platform.CallAsync(asha, "search.v1/SaveSearch", new { name = "Tapirs", text = "tapir" });
        var before = await PostAsync(bikram, group, "tapirs");
        await platform.CallAsync(bikram, "recommendations.v1/RecordSignal", new { surface = "groups", entityId = before, kind = "like" });
        await platform.Get<JobQueue>().EnqueueAsync(new TrainRecommender(), RecommendingJson.Default.TrainRecommender, ct: Ct);
        await platform.DrainAsync();
        Assert.Contains(before, await RecommendedAsync(asha));

        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });

        Assert.DoesNotContain(before, await RecommendedAsync(asha));
        await platform.DataSource.SqlAsync("update saved_search set run_at = now() - interval '5 minutes'");
        await platform.Get<JobQueue>().EnqueueAsync(new RunSavedSearches(), SavedJson.Default.RunSavedSearches, ct: Ct);
        await platform.Get<JobQueue>().EnqueueAsync(new TrainRecommender(), RecommendingJson.Default.TrainRecommender, ct: Ct);
        await platform.DrainAsync();
        Assert.DoesNotContain(
            (await platform.CallAsync(asha, "notifications.v1/ListInbox", new { })).GetProperty("items").EnumerateArray(),
            item => item.GetProperty("kind").GetString() == RunSavedSearches.Kind);
        Assert.DoesNotContain(before, await RecommendedAsync(asha));
    }

    [Fact]
    public async Task Every_way_of_writing_a_post_names_its_author()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await GroupAsync(asha, "private");
        await platform.CallAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = bikram });
        var post = await PostAsync(bikram, group, "dunnart");
        var id = Guid.Parse(post["post:".Length..]);

        await platform.CallAsync(bikram, "posts.v1/EditPost", new { postId = id, body = "dunnarts" });
        Assert.Equal(bikram, await AuthorAsync(post));
        await platform.CallAsync(asha, "groups.v1/UpdateGroup", new { groupId = group, visibility = "public" });
        Assert.Equal(bikram, await AuthorAsync(post));
        var found = (await platform.CallAsync(asha, "moderation.v1/Report", new { postId = id, reason = "spam" })).GetProperty("caseId").GetGuid();
        await platform.CallAsync(asha, "moderation.v1/Decide", new { caseId = found, decision = "remove", reason = "spam" });
        await platform.CallAsync(asha, "moderation.v1/Undo", new { caseId = found, reason = "was none" });
        Assert.Equal(bikram, await AuthorAsync(post));

        await platform.DataSource.SqlAsync("update search_document set author_id = null where entity_id = $1", post);
        Assert.Equal(1, (await platform.Get<SearchReconciliation>().RunAsync(Surfaces.Groups, repair: true, Ct)).Stale);
        Assert.Equal(bikram, await AuthorAsync(post));
    }

    [Fact]
    public async Task Of_an_erased_person_no_document_and_no_block_is_left()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await GroupAsync(asha);
        var (own, theirs) = (await PostAsync(asha, group, "potoroo"), await PostAsync(bikram, group, "potoroo"));
        await platform.CallAsync(asha, "posts.v1/AddComment", new { postId = Guid.Parse(theirs["post:".Length..]), body = "Where?" });
        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });

        await platform.Get<PersonErasure>().RunAsync(bikram, Ct);

        Assert.Equal([own], await FindAsync(asha, "potoroo"));
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            """
            select (select count(*) from search_document where author_id = $1)
                 + (select count(*) from people_block where $1 in (user_id, blocked_id))
            """, bikram));
    }

    async Task<Guid> GroupAsync(Guid owner, string visibility = "public") => (await platform.CallAsync(
        owner, "groups.v1/CreateGroup",
        new { slug = $"blocked-{Interlocked.Increment(ref Groups)}", name = "Marsupials", visibility })).GetProperty("groupId").GetGuid();

    async Task<string> PostAsync(Guid author, Guid group, string body)
    {
        var scope = Scope.Group(group);
        if (!await platform.Memberships.IsMemberAsync(author, scope, Ct))
            await platform.Memberships.AddMemberAsync(new(author, scope), OnBanned.Refuse, Change.BySystem("test"), Ct);
        return $"post:{(await platform.CallAsync(author, "groups.v1/PostToGroup", new { groupId = group, body })).GetProperty("postId").GetGuid()}";
    }

    async Task WriteAsync(SearchDocument document)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await platform.Get<Indexer>().UpsertAsync(db, document, Ct);
    }

    Task<Guid> AuthorAsync(string id) =>
        platform.DataSource.ValueAsync<Guid>("select author_id from search_document where entity_id = $1", id);

    async Task<IEnumerable<string>> FindAsync(Guid reader, string text, bool isPrefix = false) =>
        (await platform.CallAsync(reader, "search.v1/Search", new { text, lastWordIsPrefix = isPrefix })).GetProperty("hits").EnumerateArray()
        .Select(hit => hit.GetProperty("entityId").GetString()!).Order();

    async Task<List<(string?, int)>> CountAsync(Guid reader, string text) =>
    [
        .. (await platform.CallAsync(reader, "search.v1/Search", new { text, facets = true })).GetProperty("facets").EnumerateArray()
            .Select(facet => (facet.GetProperty("surface").GetString(), facet.GetProperty("documents").GetInt32())),
    ];

    async Task<IEnumerable<string>> RecommendedAsync(Guid reader) =>
        (await platform.CallAsync(reader, "recommendations.v1/ListRecommendations", new { kind = "posts" })).GetProperty("recommendations")
        .EnumerateArray().Select(r => r.GetProperty("entityId").GetString()!);
}
