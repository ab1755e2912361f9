using System.Globalization;
using Bits.Search.Reports;

namespace Bits.Search.Tests;

/// <summary>What was asked is kept, and tells what is missing, slow and wanted, and nothing of anybody.</summary>
public sealed class QueryLogTests(TestDatabase database) : SearchTestBase(database), IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await Database.DataSource.SqlAsync("truncate search_query");
        await WriteAsync(Document("boat", "Rowing boat"), Document("regatta", "Regatta"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_search_is_kept_with_its_words_hits_and_path_and_with_a_hash_for_who_asked()
    {
        await using (var log = new QueryLog(Database.DataSource))
        {
            var searcher = new Searcher(Database.DataSource, log: log);
            await searcher.SearchAsync(Query("  ROWING, Boat!") with { Caller = "asha", Surfaces = [Surfaces.Groups, Surfaces.Feed] }, Ct);
            await searcher.SearchAsync(Query("rowing") with { Caller = "asha" }, Ct);
            await searcher.SearchAsync(Query("rowing") with { Caller = "bikram" }, Ct);
        }

        Assert.Equal("rowing boat|feed,groups|1|sql", await Database.DataSource.ValueAsync<string>(
            "select concat_ws('|', words, array_to_string(surfaces, ','), hits, path) from search_query where surfaces is not null"));
        Assert.Equal(2L, await Database.DataSource.ValueAsync<long>("select count(distinct asked_by) from search_query"));
        Assert.Equal(0L, await Database.DataSource.ValueAsync<long>(
            "select count(*) from search_query where search_query::text like '%asha%' or milliseconds <= 0 or octet_length(asked_by) <> 16"));
    }

    [Fact]
    public async Task Later_pages_unfinished_words_and_searches_of_nobody_in_particular_are_not_kept()
    {
        await using (var log = new QueryLog(Database.DataSource))
        {
            var searcher = new Searcher(Database.DataSource, log: log);
            await searcher.SearchAsync(Query("rowing"), Ct);
            await searcher.SearchAsync(Query("row") with { Caller = "asha", LastWordIsPrefix = true }, Ct);
            await searcher.SearchAsync(Query("the of") with { Caller = "asha" }, Ct);
            var first = await searcher.SearchAsync(Query("rowing regatta") with { Caller = "asha", Limit = 1 }, Ct);
            await searcher.SearchAsync(Query("rowing regatta") with { Caller = "asha", Limit = 1, After = first.Next }, Ct);
        }

        Assert.Equal(1L, await Database.DataSource.ValueAsync<long>("select count(*) from search_query"));
    }

    [Fact]
    public async Task A_log_whose_database_is_away_or_that_is_full_fails_no_search_and_counts_what_it_drops()
    {
        await using var nowhere = Npgsql.NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        var log = new QueryLog(nowhere, capacity: 1);
        var searcher = new Searcher(Database.DataSource, log: log);

        for (var i = 0; i < 20; i++)
            Assert.Single((await searcher.SearchAsync(Query("rowing") with { Caller = "asha" }, Ct)).Hits);
        await log.DisposeAsync();

        Assert.Equal(20, log.Dropped);
    }

    [Fact]
    public async Task Reports_say_what_is_not_found_what_is_slow_and_what_is_wanted_more_than_before()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await AskedAsync("kayak", people: 4, hits: 0);
        await AskedAsync("regata", people: 3, hits: 2, takenAs: "regatta");
        await AskedAsync("rowing", people: 9, hits: 5, milliseconds: 3);
        await AskedAsync("the archive", people: 3, hits: 5, milliseconds: 900);
        await AskedAsync("reunion", people: 8, hits: 5);
        await AskedAsync("reunion", people: 2, hits: 5, daysAgo: 10);
        await AskedAsync("rowing", people: 9, hits: 5, daysAgo: 10);

        Assert.Equal(["kayak 4", "regata 3"], Words(await QueryReports.ListUnansweredAsync(db, new(), Ct)));
        Assert.Equal("the archive 3", Words(await QueryReports.ListSlowAsync(db, new(), Ct))[0]);
        var trending = Words(await QueryReports.ListTrendingAsync(db, new(), Ct));
        Assert.Equal("kayak 4", trending[0]);
        Assert.Contains("reunion 8", trending);
        Assert.DoesNotContain("rowing 9", trending);
    }

    [Fact]
    public async Task What_few_people_asked_is_in_no_report()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await AskedAsync("salary of asha", people: 2, hits: 0, milliseconds: 5_000);

        Assert.Empty(await QueryReports.ListUnansweredAsync(db, new(), Ct));
        Assert.Empty(await QueryReports.ListSlowAsync(db, new(), Ct));
        Assert.Empty(await QueryReports.ListTrendingAsync(db, new(), Ct));
        Assert.Single(await QueryReports.ListUnansweredAsync(db, new() { MinPeople = 1 }, Ct));
    }

    [Fact]
    public async Task The_log_forgets_after_three_months()
    {
        await Database.DataSource.SqlAsync("create table search_query_200001 partition of search_query for values from ('2000-01-01') to ('2000-02-01')");
        await AskedAsync("rowing", people: 1, hits: 1, daysAgo: 400);
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);

        await new SearchMaintenance(Institute.Options).TidyAsync(db, Ct);

        Assert.Equal(0L, await Database.DataSource.ValueAsync<long>("select count(*) from search_query"));
        Assert.Equal(4L, await Database.DataSource.ValueAsync<long>("select count(*) from pg_inherits where inhparent = 'search_query'::regclass"));
    }

    static List<string> Words(IEnumerable<QueryReportRow> rows) =>
        [.. rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Words} {row.People}"))];

    async Task AskedAsync(string words, int people, int hits, double milliseconds = 1, string takenAs = "", int daysAgo = 0) =>
        await Database.DataSource.SqlAsync(
            """
            insert into search_query (at, asked_by, words, taken_as, hits, milliseconds, path)
            select now() - make_interval(days => $6), i::text::bytea, $1, nullif($4, ''), $3, $5, 'live' from generate_series(1, $2) as i
            """, words, people, hits, takenAs, milliseconds, daysAgo);
}
