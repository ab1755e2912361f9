using Npgsql;

namespace Bits.Search.Tests;

[Slow]
public sealed class PagingTests(TestDatabase database) : SearchTestBase(database), IAsyncDisposable
{
    const int PageCount = 50;
    const int PageLength = 8;
    const int Writers = 20;

    readonly NpgsqlDataSource _writers = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = Writers });

    public ValueTask DisposeAsync() => _writers.DisposeAsync();

    [Fact]
    public async Task Fifty_pages_beside_twenty_writers_repeat_nothing_and_skip_nothing_that_was_there_throughout()
    {
        await WriteAsync([.. Enumerable.Range(0, PageCount * PageLength).Select(i => Heron($"stays{i}", i))]);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(w => WriteUntilAsync(w, stop.Token)).ToArray();

        var found = new List<string>();
        string? after = null;
        var pages = 0;
        do
        {
            var page = await SearchAsync(Query("heron") with { Limit = PageLength, After = after, Caller = "asha" });
            found.AddRange(page.Hits.Select(h => h.EntityId));
            after = page.Next;
            pages++;
        }
        while (after is not null);

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        Assert.True(pages >= PageCount, $"{pages} pages");
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Empty(Enumerable.Range(0, PageCount * PageLength).Select(i => $"stays{i}").Except(found));
    }

    [Fact]
    public async Task What_was_written_since_is_counted_and_not_shown()
    {
        await WriteAsync([.. Enumerable.Range(0, 6).Select(i => Document($"e{i}", "egret"))]);
        var first = await SearchAsync(Query("egret") with { Limit = 3 });

        await WriteAsync(Document("new1", "egret"), Document("new2", "egret"), Document("other", "ibis"));
        await WriteAsync(new SearchDocument(Surfaces.Groups, "secret", "egret", "", [AudienceTags.Staff]));
        var second = await SearchAsync(Query("egret") with { Limit = 3, After = first.Next });

        Assert.Equal(0, first.NewSince);
        Assert.Equal(2, second.NewSince);
        Assert.DoesNotContain(second.Hits, h => h.EntityId.StartsWith("new", StringComparison.Ordinal));
    }

    // Each in a small world of its own, so that no update meets another one.
    async Task WriteUntilAsync(int writer, CancellationToken stop)
    {
        await using var db = await _writers.OpenConnectionAsync(Ct);
        var random = new Random(writer);
        while (!stop.IsCancellationRequested)
        {
            var id = $"moves{writer}-{random.Next(10)}";
            if (random.Next(3) == 0)
                await Index.DeleteAsync(db, Surfaces.Groups, id, Ct);
            else
                await Index.UpsertAsync(db, Heron(id, random.Next(1000)), Ct);
        }
    }

    static SearchDocument Heron(string id, int seed) =>
        Document(id, seed % 3 == 0 ? "heron" : "bird", string.Join(' ', Enumerable.Repeat("heron", 1 + seed % 4)) + $" {seed}");
}
