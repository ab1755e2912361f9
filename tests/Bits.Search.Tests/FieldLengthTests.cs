namespace Bits.Search.Tests;

/// <summary>Title and body are each measured by their own length: a document is neither ahead because it has no body nor behind
/// because it has a long one.</summary>
public sealed class FieldLengthTests(TestDatabase database) : SearchTestBase(database), IAsyncLifetime
{
    static readonly string Filler = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"filler{i % 17}"));

    public async ValueTask InitializeAsync()
    {
        await Database.DataSource.SqlAsync("truncate search_document cascade");
        await WriteAsync([.. Enumerable.Range(0, 20).Select(i => Public($"filler-{i}", "Notes of the week", Filler))]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_title_alone_is_not_ahead_of_a_title_and_a_text_with_the_word()
    {
        await WriteAsync(
            Public("both", "Regatta report today", $"{Filler} regatta {Filler}"),
            Public("title-only", "Regatta results today"));
        await RefreshAsync();

        Assert.Equal(["both", "title-only"], await IdsAsync(Query("regatta")));
    }

    [Fact]
    public async Task A_word_of_the_title_does_not_count_less_in_front_of_a_long_text()
    {
        await WriteAsync(
            Public("long", "Regatta", string.Join(' ', Enumerable.Repeat(Filler, 10))),
            Public("short", "Week", $"regatta regatta {Filler}"));
        await RefreshAsync();

        Assert.Equal(["long", "short"], await IdsAsync(Query("regatta")));
    }

    [Fact]
    public async Task A_word_of_a_short_title_counts_more_than_one_of_a_long_title()
    {
        await WriteAsync(
            Public("short", "Regatta minutes", Filler),
            Public("long", "Minutes of the last meeting of the committee for the spring regatta and dinner", Filler));
        await RefreshAsync();

        Assert.Equal(["short", "long"], await IdsAsync(Query("regatta")));
    }

    [Fact]
    public async Task A_text_of_a_word_or_two_counts_no_more_than_a_short_one()
    {
        await WriteAsync(
            Public("note", "Week", "regatta"),
            Public("text", "Week", $"regatta regatta regatta {Filler}"));
        await RefreshAsync();

        Assert.Equal(["text", "note"], await IdsAsync(Query("regatta")));
    }

    [Fact]
    public async Task Before_the_first_statistics_of_titles_the_search_answers()
    {
        await WriteAsync(Public("title-only", "Regatta results today"));
        await RefreshAsync();
        await Database.DataSource.SqlAsync("update search_statistics set average_title_length = null");
        var searcher = new Searcher(Database.DataSource);

        Assert.Equal("title-only", Assert.Single((await searcher.SearchAsync(Query("regatta"), Ct)).Hits).EntityId);
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        Assert.True(await new SearchMaintenance(Institute.Options).TidyAsync(db, Ct));
    }
}
