namespace Bits.Search.Tests.Live;

/// <summary>One long transaction that writes very much, and what others commit and look for meanwhile.</summary>
[Slow]
public sealed class LiveImportTests(TestDatabase database) : SearchTestBase(database)
{
    static readonly int Imported = Cases.Of(200_000);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Beside_an_import_each_commit_is_seen_at_once_and_of_the_import_nothing_before_its_own(bool isLive, bool commits)
    {
        var word = $"import{isLive}{commits}";
        await using var rig = isLive ? await LiveRig.ReadyAsync(Database.Direct, Ct) : null;
        var searcher = new Searcher(Database.DataSource, live: rig?.Index);
        await using var importing = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await importing.BeginTransactionAsync(Ct);
        var import = Task.Run(() => Index.BulkUpsertAsync(importing, [.. Enumerable.Range(0, Imported).Select(i => Document($"{word}-{i}", word))], Ct), Ct);

        // Nothing is asserted while the import has its connection: the end of the test would wait for that.
        var (written, seen, ofTheImport) = (new List<string>(), new List<string>(), new List<string>());
        for (var i = 0; i < 20 || !import.IsCompleted; i++)
        {
            written.Add($"{word}-beside-{i}");
            await WriteAsync(Document(written[i], $"{word}beside{i}"));
            seen.AddRange(await IdsAsync(searcher, $"{word}beside{i}"));
            ofTheImport.AddRange(await IdsAsync(searcher, word));
        }

        await import;
        ofTheImport.AddRange(await IdsAsync(searcher, word));
        Assert.Equal(written, seen);
        Assert.Empty(ofTheImport);

        if (commits)
            await transaction.CommitAsync(Ct);
        else
            await transaction.RollbackAsync(Ct);

        Assert.Equal(commits ? 20 : 0, (await IdsAsync(searcher, word)).Count());
    }

    static async Task<IEnumerable<string>> IdsAsync(Searcher searcher, string word) =>
        (await searcher.SearchAsync(Query(word), Ct)).Hits.Select(hit => hit.EntityId);
}
