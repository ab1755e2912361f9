using Bits.Search.Signals;

namespace Bits.Search.Tests;

/// <summary>What is kept about somebody is handed out, and documents that are erased leave no word.</summary>
public sealed class PrivacyTests(TestDatabase database) : SearchTestBase(database)
{
    [Fact]
    public async Task Documents_that_are_erased_take_the_words_with_them_that_no_other_has()
    {
        await WriteAsync(Public("a", "zebrafish regatta", "o'neil"), Public("b", "regatta"));
        await RefreshAsync();
        Assert.Equal(3, await WordsAsync());
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);

        Assert.Equal(1, await new SearchMaintenance(Institute.Options).EraseDocumentsAsync(db, Surfaces.Feed, ["a", "none"], Ct));

        Assert.Equal(1, await WordsAsync());
        Assert.True(await Database.DataSource.ValueAsync<bool>("select exists (select from search_lexeme where lexeme = 'regatta')"));
        Assert.Equal(0, await new SearchMaintenance(Institute.Options).EraseDocumentsAsync(db, Surfaces.Feed, ["a"], Ct));
    }

    [Fact]
    public async Task What_is_kept_about_a_user_is_handed_out_and_nothing_of_others()
    {
        var (asha, bikram) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await SignalRecorder.RecordAsync(db, new(asha, Surfaces.Feed, "a", SignalKind.Like), Ct);
        await CandidateStore.ReplaceAsync(db, [asha], ["posts"], [new(asha, "posts", [new(Surfaces.Feed, "b", 1, 0, [])])], Ct);

        var kept = await new SearchMaintenance(Institute.Options).ExportUserAsync(db, asha, Ct);
        var none = await new SearchMaintenance(Institute.Options).ExportUserAsync(db, bikram, Ct);

        Assert.Equal(("a", SignalKind.Like), (Assert.Single(kept.Signals).Signal.EntityId, kept.Signals[0].Signal.Kind));
        Assert.Equal(["b"], kept.Candidates["posts"]);
        Assert.Equal((0, 0, 0), (none.Signals.Count, none.Candidates.Count, none.Queries.Count));
    }

    Task<int> WordsAsync() => Database.DataSource.ValueAsync<int>(
        "select count(*)::int from search_lexeme where lexeme in ('regatta') or lexeme like 'zebra%' or lexeme like 'o%neil'");
}
