namespace Bits.Search.Tests;

/// <summary>A host's own look-up reads texts as the index does.</summary>
public sealed class SearchWordsTests(TestDatabase database) : SearchTestBase(database)
{
    [Fact]
    public async Task Words_are_folded_joined_and_known_by_sound()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        var reader = await new SearchWords().ReadAsync(db, Ct);

        Assert.Equal(["senor", "obrien"], reader.Words("Señor O'Brien"));
        Assert.Contains("apj", reader.Stored("A. P. J. Kalam"));
        Assert.Equal(WordReader.Sound("lakshmi"), WordReader.Sound("laxmi"));
        Assert.Null(WordReader.Sound("राम"));
        Assert.Empty(reader.Words("…"));
    }

    [Fact]
    public async Task Declared_synonyms_of_one_word_are_listed()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await SearchTerms.AddSynonymAsync(db, "Venkat", "Venkataraman", Ct);
        await SearchTerms.AddSynonymAsync(db, "BPHC", "Hyderabad Campus", Ct);
        var reader = await new SearchWords().ReadAsync(db, Ct);

        Assert.Equal(["venkataraman"], reader.Synonyms("venkat"));
        Assert.Empty(reader.Synonyms("bphc"));
    }
}
