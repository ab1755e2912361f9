using System.Globalization;

namespace Bits.Search.Tests.Live;

/// <summary>One long transaction that writes very much, and what others commit and look for meanwhile.</summary>
/// <remarks><c>BITS_SEARCH_IMPORT</c> says how many documents; 200,000 take a minute.</remarks>
public sealed class LiveImportTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly int Imported = int.Parse(Environment.GetEnvironmentVariable("BITS_SEARCH_IMPORT") ?? "6000", CultureInfo.InvariantCulture);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Beside_an_import_each_commit_is_seen_at_once_and_of_the_import_nothing_before_its_own(bool isLive, bool commits)
    {
        var word = $"import{isLive}{commits}";
        await using var rig = isLive ? await LiveRig.ReadyAsync(database.Direct, Ct) : null;
        var searcher = new Searcher(database.DataSource, live: rig?.Index);
        await using var importing = await database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await importing.BeginTransactionAsync(Ct);
        var import = Task.Run(() => new Indexer().BulkUpsertAsync(importing, [.. Enumerable.Range(0, Imported).Select(i => Document($"{word}-{i}", word))], Ct), Ct);

        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        for (var i = 0; i < 20 || !import.IsCompleted; i++)
        {
            var (id, title) = ($"{word}-beside-{i}", $"{word}beside{i}");
            await new Indexer().UpsertAsync(db, Document(id, title), Ct);
            Assert.Equal([id], await IdsAsync(searcher, title));
            Assert.Empty(await IdsAsync(searcher, word));
        }

        await import;
        Assert.Empty(await IdsAsync(searcher, word));
        if (commits)
            await transaction.CommitAsync(Ct);
        else
            await transaction.RollbackAsync(Ct);

        Assert.Equal(commits ? 20 : 0, (await IdsAsync(searcher, word)).Count());
    }

    static async Task<IEnumerable<string>> IdsAsync(Searcher searcher, string word) =>
        (await searcher.SearchAsync(new(word, [AudienceTag.Institute]), Ct)).Hits.Select(hit => hit.EntityId);

    static SearchDocument Document(string id, string title) => new(Surfaces.Feed, id, title, "", [AudienceTag.Institute]);
}
