using Bits.Search.Live.Follow;
using Bits.Search.Presentation;
using Bits.Search.Signals;
using Bits.Search.Tests.Live;

namespace Bits.Search.Tests;

/// <summary>What an author writes is left out for callers who exclude them; <see cref="LeakTests"/> tries the combinations.
/// </summary>
public sealed class ExcludedAuthorTests(TestDatabase database) : SearchTestBase(database)
{
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Guid _bikram = Guid.CreateVersion7();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_word_that_only_an_excluded_author_has_is_no_correction(bool live)
    {
        await using var rig = live ? await LiveRig.ReadyAsync(Database.Direct, Ct) : null;
        await WriteAsync(
            Public("near", "thylacines seen") with { AuthorId = _asha }, Public("far", "thylacinid bones") with { AuthorId = _bikram });
        await RefreshAsync();
        var searcher = new Searcher(Database.DataSource, live: rig?.Index);
        var query = Query("thylacinez");

        var all = await searcher.SearchAsync(query, Ct);
        var without = await searcher.SearchAsync(query with { ExcludedAuthors = [_asha] }, Ct);

        Assert.Equal(("thylacines", 2), (all.Corrections["thylacinez"], all.Hits.Count));
        Assert.Equal("thylacinid", without.Corrections["thylacinez"]);
        Assert.Equal(["far"], without.Hits.Select(hit => hit.EntityId));
        Assert.Empty((await searcher.SearchAsync(query with { ExcludedAuthors = [_asha, _bikram] }, Ct)).Corrections);
    }

    [Fact]
    public async Task The_statement_that_reads_the_texts_leaves_out_an_excluded_author_whatever_the_path_found()
    {
        await WriteAsync(Document("hers", "kowari") with { AuthorId = _asha }, Document("his", "kowari") with { AuthorId = _bikram }, Document("its", "kowari"));
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        var ids = await Database.DataSource.ValueAsync<long[]>("select array_agg(id) from search_document where title = 'kowari'");

        var texts = new PageTexts(db, OwnTransaction.Kind.HasWrittenNothing);
        await texts.ReadAsync([Rowers.Value], Visibility.Excluded([_asha, Guid.CreateVersion7()]), ids, Ct);

        Assert.Equal(["his", "its"], ids.Select(texts.Find).OfType<PageText>().Select(text => text.EntityId).Order());
    }

    [Theory, Slow]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_are_full_where_excluded_authors_wrote_nearly_all_of_what_matches(bool live)
    {
        await WriteAsync([.. Enumerable.Range(0, 40).Select(i => Public($"old{i}", $"numbat {i}") with { AuthorId = _bikram })]);
        await WriteAsync([.. Enumerable.Range(0, 5_000).Select(i => Public($"new{i}", $"numbat {i}") with { AuthorId = _asha })]);
        await RefreshAsync();
        await using var rig = live ? await LiveRig.ReadyAsync(Database.Direct, Ct) : null;
        var searcher = new Searcher(Database.DataSource, live: rig?.Index);
        var query = Query("numbat") with { ExcludedAuthors = [_asha], Facets = true };

        var first = await searcher.SearchAsync(query, Ct);
        var second = await searcher.SearchAsync(query with { After = first.Next }, Ct);

        Assert.Equal(40, first.Hits.Concat(second.Hits).Select(hit => hit.EntityId).Distinct().Count());
        Assert.All(first.Hits.Concat(second.Hits), hit => Assert.Equal(_bikram, hit.AuthorId));
        Assert.Null(second.Next);
        Assert.Equal(new SearchCount(40, IsMore: false), first.Facets![Surfaces.Feed]);
    }

    [Fact]
    public async Task An_author_is_written_changed_and_taken_away_without_another_text()
    {
        await using var rig = await LiveRig.ReadyAsync(Database.Direct, Ct);
        var live = new Searcher(Database.DataSource, live: rig.Index);
        var document = Document("a", "quoll");
        var (withoutAsha, withoutBikram) = (Query("quoll") with { ExcludedAuthors = [_asha] }, Query("quoll") with { ExcludedAuthors = [_bikram] });

        foreach (var (author, asha, bikram) in new (Guid?, int, int)[] { (null, 1, 1), (_asha, 0, 1), (_bikram, 1, 0), (null, 1, 1) })
        {
            await WriteAsync(document with { AuthorId = author });
            foreach (var searcher in new[] { Searcher, live })
            {
                Assert.Equal(asha, (await searcher.SearchAsync(withoutAsha, Ct)).Hits.Count);
                Assert.Equal(bikram, (await searcher.SearchAsync(withoutBikram, Ct)).Hits.Count);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_excluded_author_writes_after_the_first_page_is_not_counted_as_new(bool live)
    {
        await using var rig = live ? await LiveRig.ReadyAsync(Database.Direct, Ct) : null;
        var searcher = new Searcher(Database.DataSource, live: rig?.Index);
        var word = live ? "wombat" : "wallaby";
        await WriteAsync([.. Enumerable.Range(0, 3).Select(i => Document($"{word}{i}", word))]);
        var query = Query(word) with { Limit = 2, ExcludedAuthors = [_asha] };
        var first = await searcher.SearchAsync(query, Ct);

        await WriteAsync(Document($"{word}-hers", word) with { AuthorId = _asha }, Document($"{word}-his", word) with { AuthorId = _bikram });

        Assert.Equal(1, (await searcher.SearchAsync(query with { After = first.Next }, Ct)).NewSince);
        Assert.Equal(0, (await searcher.SearchAsync(query with { After = first.Next, ExcludedAuthors = [_asha, _bikram] }, Ct)).NewSince);
    }

    [Fact]
    public async Task A_reindex_keeps_the_author_a_reconciliation_repairs_it_and_a_deletion_takes_it_away()
    {
        var maintenance = new SearchMaintenance(Institute.Options);
        var owned = Document("kept", "bettong", surface: Surfaces.Events) with { AuthorId = _asha, Version = 1 };
        await WriteAsync(owned);

        await maintenance.ReindexAsync(Database.DataSource, Index, everything: true, Ct);
        Assert.Equal($"{_asha}", await AuthorAsync("kept"));

        await Database.DataSource.SqlAsync("update search_document set author_id = $1 where entity_id = 'kept'", _bikram);
        var drift = await maintenance.ReconcileAsync(
            Database.DataSource, Index, Surfaces.Events, new[] { owned }.ToAsyncEnumerable(), repair: true, Ct);
        Assert.Equal((new SearchDrift(0, 0, Stale: 1, 0), $"{_asha}"), (drift, await AuthorAsync("kept")));

        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await Index.DeleteAsync(db, Surfaces.Events, "kept", version: 2, Ct);
        Assert.Equal("nobody", await AuthorAsync("kept"));
    }

    [Fact]
    public async Task What_an_excluded_author_wrote_is_neither_recommended_nor_counted_as_seen()
    {
        var reader = Guid.CreateVersion7();
        await WriteAsync(Document("hers", "dunnart") with { AuthorId = _asha }, Document("his", "dunnart") with { AuthorId = _bikram });
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await CandidateStore.ReplaceAsync(
            db, [reader], ["groups"],
            [new(reader, "groups", [.. new[] { "hers", "his" }.Select(id => new Candidate(Surfaces.Groups, id, 1, 0, []))])], Ct);

        Assert.Equal(["hers", "his"], await ListAsync([]));
        Assert.Equal(["his"], await ListAsync([_asha]));

        Assert.False(await SignalRecorder.RecordSeenAsync(db, new(reader, Surfaces.Groups, "hers", SignalKind.View), [Rowers], [_asha], Ct));
        Assert.True(await SignalRecorder.RecordSeenAsync(db, new(reader, Surfaces.Groups, "his", SignalKind.View), [Rowers], [_asha], Ct));

        async Task<IEnumerable<string>> ListAsync(Guid[] excluded) =>
            (await CandidateStore.FindAsync(db, reader, "groups", [Rowers], excluded, ct: Ct))!.Select(r => r.EntityId);
    }

    Task<string> AuthorAsync(string id) => Database.DataSource.ValueAsync<string>(
        "select coalesce(author_id::text, 'nobody') from search_document where entity_id = $1", id);
}
