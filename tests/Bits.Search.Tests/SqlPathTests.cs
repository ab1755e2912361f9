namespace Bits.Search.Tests;

/// <summary>What the SQL path does where more fits than it looks at.</summary>
public sealed class SqlPathTests(TestDatabase database) : SearchTestBase(database)
{
    const int Window = 1_000;

    [Fact]
    public async Task What_fits_is_complete_up_to_a_thousand_documents_and_says_when_it_is_not()
    {
        await WriteAsync([.. Enumerable.Range(0, Window).Select(i => Document($"n{i}", $"numbat {i}"))]);

        var (found, isComplete) = await WalkAsync(Query("numbat") with { Limit = 100 });
        Assert.Equal((Window, true), (found.Distinct().Count(), isComplete));
        Assert.Equal(Window, found.Count);

        await WriteAsync(Document("more", "numbat"));

        (found, isComplete) = await WalkAsync(Query("numbat") with { Limit = 100 });
        Assert.False(isComplete);
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Equal("more", found[0]); // the newest and the shortest
    }
}
