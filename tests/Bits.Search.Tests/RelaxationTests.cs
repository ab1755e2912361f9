namespace Bits.Search.Tests;

public sealed class RelaxationTests(TestDatabase database) : SearchTestBase(database)
{
    [Fact]
    public async Task Documents_with_some_words_follow_those_with_all_and_are_labelled()
    {
        await WriteAsync(
            Document("all", "notes", "a quokka met a kowari once, at dusk, behind the old mill"),
            Document("some", "Quokka quokka", "quokka"), Document("none", "wombat"));

        var hits = (await SearchAsync(Query("quokka kowari"))).Hits;

        Assert.Equal([("all", SearchGroup.AllWords), ("some", SearchGroup.SomeWords)], hits.Select(h => (h.EntityId, h.Group)));
    }

    [Fact]
    public async Task The_groups_meet_across_pages_without_a_gap()
    {
        await WriteAsync([.. Enumerable.Range(0, 30).Select(i => Document($"b{i}", "bilby", i % 3 == 0 ? "dunnart" : ""))]);

        var (found, after) = (new List<SearchHit>(), default(string));
        do
        {
            var page = await SearchAsync(Query("bilby dunnart") with { Limit = 7, After = after });
            found.AddRange(page.Hits);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(30, found.DistinctBy(h => h.EntityId).Count());
        Assert.Equal(30, found.Count);
        Assert.Equal(10, found.TakeWhile(h => h.Group == SearchGroup.AllWords).Count());
        Assert.All(found.Skip(10), h => Assert.Equal(SearchGroup.SomeWords, h.Group));
    }

    [Fact]
    public async Task A_caller_who_wants_all_words_gets_nothing_else()
    {
        await WriteAsync(Document("one", "potoroo"));

        Assert.Empty(await IdsAsync(Query("potoroo bettong") with { SomeWords = false }));
        Assert.Single(await IdsAsync(Query("potoroo bettong")));
    }

    [Fact]
    public async Task A_mistyped_word_is_understood_and_the_page_says_so()
    {
        await WriteAsync(Document("m", "Thylacine sightings") with { AudienceTags = [AudienceTags.Institute, Rowers] });
        await RefreshAsync();

        var page = await new Searcher(Database.DataSource).SearchAsync(Query("thylacnie"), Ct);

        Assert.Equal(["m"], page.Hits.Select(h => h.EntityId));
        Assert.Equal("thylacine", page.Corrections["thylacnie"]);
    }

    [Fact]
    public async Task A_prefix_finds_titles_from_two_letters_on()
    {
        await WriteAsync(Document("u", "University of Mandrillshire"), Document("v", "Mandolin club"));

        foreach (var (typed, expected) in new[] { ("ma", 2), ("man", 2), ("mand", 2), ("mandr", 1), ("universit", 1), ("university mandri", 1), ("m", 0) })
            Assert.Equal(expected, (await IdsAsync(Query(typed) with { LastWordIsPrefix = true, SomeWords = false })).Count());
    }

    [Fact]
    public async Task A_synonym_finds_what_it_means_and_no_more()
    {
        await using (var db = await Database.DataSource.OpenConnectionAsync(Ct))
        {
            await SearchTerms.AddSynonymAsync(db, "Bphc", "Hyderabad Campus", Ct);
            await SearchTerms.AddSynonymAsync(db, "Venkat", "Venkataraman", Ct);
        }
        await WriteAsync(
            Document("h", "Life on Hyderabad campus"), Document("r", "Campus in Hyderabad"), Document("v", "Venkataraman"));
        var searcher = new Searcher(Database.DataSource);

        Assert.Equal(["h"], (await searcher.SearchAsync(Query("BPHC"), Ct)).Hits.Select(h => h.EntityId));
        Assert.Equal(["v"], (await searcher.SearchAsync(Query("venkat"), Ct)).Hits.Select(h => h.EntityId));
    }

    [Theory]
    [InlineData("\"golden numbat\"", "x1")]
    [InlineData("numbat -golden", "x2,x3")]
    [InlineData("golden OR striped numbat", "x1,x3")]
    [InlineData("\"golden numbat", "x1")]
    [InlineData("numbat -\"golden numbat\"", "x2,x3")]
    public async Task The_syntax_of_the_web_is_understood(string text, string expected)
    {
        await WriteAsync(
            Document("x1", "xenops", "a golden numbat"), Document("x2", "xenops", "a numbat"), Document("x3", "xenops", "the striped numbat"));

        var found = await IdsAsync(Query($"xenops {text}") with { Syntax = SearchSyntax.Web, SomeWords = false });

        Assert.Equal(expected.Split(','), found.Order());
    }

    [Fact]
    public async Task Facets_count_what_the_caller_sees_and_say_when_there_is_more()
    {
        await WriteAsync(
        [
            .. Enumerable.Range(0, 1_005).Select(i => Document($"f{i}", "fossa")),
            .. Enumerable.Range(0, 3).Select(i => Document($"e{i}", "fossa", surface: Surfaces.Events)),
            .. Enumerable.Range(0, 3).Select(i => Document($"s{i}", "fossa", surface: Surfaces.Jobs) with { AudienceTags = [AudienceTags.Staff] }),
        ]);

        var facets = (await SearchAsync(Query("fossa") with { Facets = true })).Facets!;

        Assert.Equal(["events", "groups"], facets.Keys.Order());
        Assert.Equal("3", $"{facets[Surfaces.Events]}");
        Assert.Equal("1000+", $"{facets[Surfaces.Groups]}");
    }

    [Fact]
    public async Task An_explanation_says_why_and_why_not()
    {
        await WriteAsync(Document("why", "Kinkajou night", "seen near the river"));

        var found = await Searcher.ExplainAsync(Query("kinkajou rivers the"), Surfaces.Groups, "why", Ct);
        var missing = await Searcher.ExplainAsync(Query("kinkajou desert"), Surfaces.Groups, "why", Ct);
        var secret = await Searcher.ExplainAsync(new("kinkajou", [AudienceTags.Staff]), Surfaces.Groups, "why", Ct);
        var hit = Assert.Single((await SearchAsync(Query("kinkajou rivers the"))).Hits);

        Assert.Equal((SearchGroup.AllWords, hit.Rank), (found!.Group, found.Rank));
        Assert.Equal([Rowers.Value], found.AdmittedBy);
        Assert.Equal((1, 0), (found.Words[0].Matches[0].InTitle, found.Words[0].Matches[0].InBody));
        Assert.Equal((0, 1), (found.Words[1].Matches[0].InTitle, found.Words[1].Matches[0].InBody));
        Assert.Equal(["the"], found.IgnoredWords);
        Assert.Equal(SearchGroup.SomeWords, missing!.Group);
        Assert.Empty(missing.Words[1].Matches);
        Assert.Null(secret);
    }

    [Fact]
    public async Task Quality_recency_and_affinity_raise_a_rank_as_declared()
    {
        await WriteAsync(
            Document("plain", "jerboa") with { AudienceTags = [AudienceTags.Institute] },
            Document("good", "jerboa") with { AudienceTags = [AudienceTags.Institute], Quality = 1 },
            Document("near", "jerboa"));

        var hits = (await SearchAsync(new("jerboa", [AudienceTags.Institute, Rowers]))).Hits.ToDictionary(h => h.EntityId, h => h.Rank);

        Assert.Equal(1.3, (double)hits["good"] / hits["plain"], 4);
        Assert.Equal(1.1, (double)hits["near"] / hits["plain"], 4);
    }
}
