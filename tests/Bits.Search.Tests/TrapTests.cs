namespace Bits.Search.Tests;

/// <summary>The traps of text search on Postgres, each closed.</summary>
public sealed class TrapTests(TestDatabase database) : SearchTestBase(database)
{
    [Fact]
    public async Task Equal_ranks_at_a_page_border_neither_repeat_nor_skip()
    {
        await WriteAsync([.. Enumerable.Range(0, 45).Select(i => Document($"n{i}", "nyala", $"word{i % 2}"))]);

        var (found, _) = await WalkAsync(Query("nyala") with { Limit = 4 });

        Assert.Equal(45, found.Count);
        Assert.Equal(45, found.Distinct().Count());
    }

    [Fact]
    public async Task Statistics_that_change_during_a_walk_change_no_rank_in_it()
    {
        await WriteAsync([.. Enumerable.Range(0, 40).Select(i => Public($"o{i}", "oryx", string.Join(' ', Enumerable.Repeat("gemsbok", i % 5)) + " oryx"))]);
        await RefreshAsync();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var searcher = new Searcher(Database.DataSource, new() { Clock = clock });
        var query = Query("oryx gemsbok") with { Limit = 6 };
        var (found, after) = (new List<string>(), default(string));
        do
        {
            var page = await searcher.SearchAsync(query with { After = after }, Ct);
            found.AddRange(page.Hits.Select(h => h.EntityId));
            after = page.Next;
            await WriteAsync([.. Enumerable.Range(0, 20).Select(i => Public($"noise{found.Count}-{i}", "noise", "gemsbok"))]);
            if (found.Count < 13)
                await RefreshAsync();
            clock.Advance(TimeSpan.FromHours(1));
        }
        while (after is not null);

        Assert.Equal(40, found.Count);
        Assert.Equal(40, found.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("the who is it")]
    [InlineData("-secret")]
    [InlineData("-\"a phrase\" -another")]
    [InlineData("\"")]
    [InlineData("or OR |")]
    public async Task A_query_without_words_to_find_finds_nothing_and_says_so(string text)
    {
        await WriteAsync(Document("anything", "anything at all"));

        foreach (var syntax in new[] { SearchSyntax.Plain, SearchSyntax.Web })
        {
            if (syntax == SearchSyntax.Plain && text.StartsWith('-'))
                continue;
            var page = await SearchAsync(Query(text) with { Syntax = syntax, Facets = true });

            Assert.Empty(page.Hits);
            Assert.False(page.HasSearchableWords);
            Assert.Empty(page.Facets!);
        }
    }

    [Fact]
    public async Task Stop_words_are_named() =>
        Assert.Equal(["the", "of"], (await SearchAsync(Query("the gnu of gnus"))).IgnoredWords);

    [Fact]
    public async Task No_text_aborts_the_transaction_of_its_writer()
    {
        string[] odd =
        [
            "nul\0inside", "half \ud800 pair", new('x', 3_000), string.Concat(Enumerable.Repeat("ab ", 200_000)),
            string.Join(' ', Enumerable.Range(0, 300_000).Select(i => i.ToString("x", System.Globalization.CultureInfo.InvariantCulture))),
            string.Concat(Enumerable.Repeat("\ufdfa ", 200_000)), "'\\ ' \" ; drop table", "<b>a</b> &amp; http://x.y/z?q=1 a@b.c -1.5e10 ../..",
            string.Concat(Enumerable.Repeat("a\u0301", 100_000)), "\u200b\ufeff\u202e", "İSTANBUL ǅ ﬁ", "क्" + new string('्', 1000),
        ];
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        foreach (var (text, i) in odd.Select((text, i) => (text, i)))
            foreach (var surface in new[] { Surfaces.Directory, Surfaces.Feed })
                await Index.UpsertAsync(db, new(surface, $"odd{i}", "oddity " + text, text, [Rowers]), Ct);
        await tx.CommitAsync(Ct);

        Assert.Equal(2 * odd.Length, (await SearchAsync(Query("oddity") with { Limit = 100 })).Hits.Count);
        foreach (var text in odd)
            Assert.True((await SearchAsync(Query("oddity " + text) with { Syntax = SearchSyntax.Web })).HasSearchableWords);
    }

    [Fact]
    public async Task A_long_document_counts_a_word_up_to_255_times_and_phrases_beyond_the_last_position_are_not_invented()
    {
        var filler = string.Join(' ', Enumerable.Range(0, 17_000).Select(i => $"w{i}"));
        await WriteAsync(
            Document("long", "tarsier", $"{filler} zebu apart quagga"), Document("short", "tarsier", "zebu quagga"),
            Document("many", "tarsier", string.Concat(Enumerable.Repeat("zebu ", 3_000))));

        Assert.Equal(
            ["short"], await IdsAsync(Query("tarsier \"zebu quagga\"") with { Syntax = SearchSyntax.Web, SomeWords = false }));
        Assert.Equal(
            255, (await Searcher.ExplainAsync(Query("zebu"), Surfaces.Groups, "many", Ct))!.Words[0].Matches[0].InBody);
    }

    [Theory]
    [InlineData("Will Das")]
    [InlineData("An So")]
    [InlineData("Menon")]
    public async Task Names_are_not_stemmed_and_are_no_stop_words(string name)
    {
        await WriteAsync(
            Document(name, name, surface: Surfaces.Directory), Document("x" + name, "Menons", surface: Surfaces.Directory));

        var hits = (await SearchAsync(Query(name) with { Surfaces = [Surfaces.Directory] })).Hits;

        Assert.Equal(name, hits[0].EntityId);
    }

    [Fact]
    public async Task Other_spellings_of_a_name_are_found_behind_the_name_itself()
    {
        await WriteAsync(
            Document("laxmi", "Laxmi Iyer", surface: Surfaces.Directory), Document("lakshmi", "Lakshmi Iyer", surface: Surfaces.Directory));

        Assert.Equal(["lakshmi", "laxmi"], await IdsAsync(Query("lakshmi") with { Surfaces = [Surfaces.Directory] }));
        Assert.Equal(["laxmi", "lakshmi"], await IdsAsync(Query("laxmi iyer") with { Surfaces = [Surfaces.Directory] }));
    }

    [Fact]
    public async Task A_query_meets_documents_in_every_language_that_is_declared()
    {
        var options = new SearchOptions { Languages = ["english", "german"] };
        var (index, searcher) = (new Indexer(options), new Searcher(Database.DataSource, options));
        await using (var db = await Database.DataSource.OpenConnectionAsync(Ct))
            await index.BulkUpsertAsync(
                db,
                [
                    Document("de", "Katzen", "viele Häuser am Fluss") with { Language = "german" },
                    Document("en", "Katzen lists", "houses by the river"),
                ], Ct);

        Assert.Equal(["de"], (await searcher.SearchAsync(Query("katze haus"), Ct)).Hits.Where(h => h.Group == SearchGroup.AllWords).Select(h => h.EntityId));
        Assert.Equal(["en"], (await searcher.SearchAsync(Query("katzen house"), Ct)).Hits.Where(h => h.Group == SearchGroup.AllWords).Select(h => h.EntityId));
    }

    [Theory]
    [InlineData("Café Señorita", "cafe senorita")]
    [InlineData("वेंकटरामन", "venkataraman")]
    [InlineData("राम", "ram")]
    [InlineData("C++ and C# on .NET", "C# C++ .net")]
    [InlineData("R&D at AT&T", "at&t r&d")]
    [InlineData("B.E. (Hons.) in full-time", "be full time")]
    [InlineData("O'Brien’s", "OBrien")]
    [InlineData("STRASSE", "straße")]
    public async Task Both_sides_are_folded_the_same_way(string document, string query)
    {
        var id = "fold:" + document;
        await WriteAsync(Document(id, "okapifold " + document));

        var text = query.StartsWith("be", StringComparison.Ordinal) ? "b.e. " + query[3..] : query;
        Assert.Contains(id, await IdsAsync(Query("okapifold " + text) with { SomeWords = false }));
    }

    [Fact]
    public async Task Protected_terms_are_told_apart()
    {
        await WriteAsync(Document("cpp", "prog C++"), Document("cs", "prog C#"), Document("c", "prog C"));

        Assert.Equal(["cpp"], await IdsAsync(Query("prog c++") with { SomeWords = false }));
        Assert.Equal(["cs"], await IdsAsync(Query("prog C#") with { SomeWords = false }));
        Assert.Equal(["c"], await IdsAsync(Query("prog c") with { SomeWords = false }));
    }

    [Fact]
    public async Task A_private_word_is_neither_suggested_nor_does_it_shift_a_rank()
    {
        await WriteAsync(Public("pub", "aardwolf"), Public("pub2", "civet"));
        await RefreshAsync();
        var before = (await new Searcher(Database.DataSource).SearchAsync(Query("aardwolf civet"), Ct)).Hits.Select(h => h.Rank).ToList();

        await WriteAsync([.. Enumerable.Range(0, 50).Select(i => Document($"priv{i}", "pangolinia aardwolf") with { AudienceTags = [AudienceTags.Staff] })]);
        await RefreshAsync();
        var page = await new Searcher(Database.DataSource).SearchAsync(Query("aardwolf civet"), Ct);
        var typo = await new Searcher(Database.DataSource).SearchAsync(Query("pangolinai"), Ct);

        Assert.Equal(before, page.Hits.Select(h => h.Rank));
        Assert.Empty(typo.Corrections);
        Assert.Empty(typo.Hits);
    }

    [Fact]
    public async Task Tags_are_compared_letter_by_letter_and_none_means_nobody()
    {
        var id = Guid.CreateVersion7();
        await WriteAsync(
            new(Surfaces.Groups, "t1", "tenrec", "", [new AudienceTag($"group:{id.ToString().ToUpperInvariant()}")]),
            new(Surfaces.Groups, "t2", "tenrec", "", []), new(Surfaces.Groups, "t3", "tenrec", "", [AudienceTags.Group(id)]));

        Assert.Equal(["t3"], await IdsAsync(new("tenrec", [AudienceTags.Group(id)])));
        Assert.Empty(await IdsAsync(new("tenrec", [])));
        Assert.Throws<InvalidArgumentException>(() => new AudienceTag("group:x "));
    }

    [Fact]
    public async Task A_word_is_marked_though_its_stem_begins_with_other_letters()
    {
        await WriteAsync(Document("d", "Natterjack", "the toads are dying out"));

        var hit = Assert.Single((await SearchAsync(Query("dying"))).Hits);

        Assert.Equal("the toads are <mark>dying</mark> out", hit.Snippet);
    }

    [Fact]
    public async Task A_snippet_is_html_that_is_safe_with_the_words_marked()
    {
        await WriteAsync(Document("html", "marmot", "<script>alert('Slow Marmots')</script> & a slow marmot"));

        var hit = Assert.Single((await SearchAsync(Query("marmot"))).Hits);

        Assert.Equal("&lt;script&gt;alert(&#x27;Slow <mark>Marmots</mark>&#x27;)&lt;/script&gt; &amp; a slow <mark>marmot</mark>", hit.Snippet);
        Assert.Equal("<script>alert('Slow Marmots')</script> & a slow marmot", hit.Excerpt);
    }

    [Fact]
    public async Task A_word_that_only_begins_like_the_one_that_was_found_is_not_marked()
    {
        await WriteAsync(Document("d", "Mara", "many maras marched, a MARA's march is no marathon"));

        var hit = Assert.Single((await SearchAsync(Query("mara"))).Hits);

        Assert.Equal("many <mark>maras</mark> marched, a <mark>MARA&#x27;s</mark> march is no marathon", hit.Snippet);
    }

    [Fact]
    public async Task A_snippet_shows_the_place_that_was_found()
    {
        await WriteAsync(Document("deep", "cuscus", string.Concat(Enumerable.Repeat("filler words here ", 200)) + "then a binturong came " + string.Concat(Enumerable.Repeat("more ", 100))));

        var hit = Assert.Single((await SearchAsync(Query("binturong"))).Hits);

        Assert.Contains("<mark>binturong</mark>", hit.Snippet, StringComparison.Ordinal);
        Assert.True(hit.Excerpt.Length <= 220, hit.Excerpt);
    }

    [Fact]
    public async Task The_higher_version_wins_in_whatever_order_they_commit()
    {
        await WriteAsync(Document("v", "markhor new") with { Version = 7 });
        await WriteAsync(Document("v", "markhor old") with { Version = 6 });
        Assert.Empty(await IdsAsync(Query("markhor old") with { SomeWords = false }));

        await WriteAsync(Document("v", "markhor new") with { Version = 9 });
        await WriteAsync(Document("v", "markhor stale") with { Version = 8 });
        Assert.Empty(await IdsAsync(Query("markhor stale") with { SomeWords = false }));
        Assert.Single(await IdsAsync(Query("markhor new") with { SomeWords = false }));
    }

    [Fact]
    public async Task What_did_not_change_is_not_written()
    {
        await WriteAsync(Document("same", "gaur") with { Version = 1 });
        var before = await VersionAsync();

        await WriteAsync(Document("same", "gaur") with { Version = 2 });

        Assert.Equal(before, await VersionAsync());

        Task<string> VersionAsync() => Database.DataSource.ValueAsync<string>(
            "select changed_xid::text || updated_at::text from search_document where entity_id = 'same'");
    }

    [Fact]
    public async Task A_query_of_any_size_is_answered()
    {
        await WriteAsync(Document("big", "saiga"));

        foreach (var text in new[]
        {
            "saiga " + string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"wording{i}")),
            "saiga " + new string('y', 1_000_000), "saiga " + new string('"', 10_000), "saiga " + string.Concat(Enumerable.Repeat("-a ", 5_000)),
        })
            foreach (var syntax in new[] { SearchSyntax.Plain, SearchSyntax.Web })
                Assert.NotNull((await SearchAsync(Query(text) with { Syntax = syntax })).Hits);

        Assert.Equal(["big"], await IdsAsync(Query("saiga " + string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"wording{i}")))));
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_own_question_and_caller_only()
    {
        await WriteAsync([.. Enumerable.Range(0, 5).Select(i => Document($"c{i}", "cassowary"))]);
        var query = Query("cassowary") with { Limit = 2, Caller = "asha" };
        var cursor = (await SearchAsync(query)).Next!;

        Assert.Equal(2, (await SearchAsync(query with { After = cursor })).Hits.Count);
        foreach (var other in new[]
        {
            query with { Text = "emu" }, query with { Caller = "bikram" }, query with { Surfaces = [Surfaces.Groups] },
            query with { Caller = null }, query with { Syntax = SearchSyntax.Web },
        })
            await Assert.ThrowsAsync<SearchCursorException>(() => SearchAsync(other with { After = cursor }));
        foreach (var broken in new[] { "", "x", "AAAA", cursor + "A", cursor[..^2], new string('A', 1_000_000), cursor.ToUpperInvariant() })
            await Assert.ThrowsAsync<SearchCursorException>(() => SearchAsync(query with { After = broken }));
    }
}
