namespace Bits.Search.Tests;

/// <summary>An index of its own and short words for what tests do with it.</summary>
public abstract class SearchTestBase(TestDatabase database) : IClassFixture<TestDatabase>
{
    protected static readonly AudienceTag Rowers = AudienceTags.Group(Guid.CreateVersion7());

    protected TestDatabase Database => database;

    protected Indexer Index { get; } = new();

    protected Searcher Searcher { get; } = new(database.DataSource);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected static SearchDocument Document(string id, string title, string body = "", string surface = Surfaces.Groups) =>
        new(surface, id, title, body, [Rowers]);

    protected static SearchDocument Public(string id, string title, string body = "") =>
        new(Surfaces.Feed, id, title, body, [AudienceTags.Institute, Rowers]);

    protected static SearchQuery Query(string text) => new(text, [Rowers]);

    protected async Task WriteAsync(params SearchDocument[] documents)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await Index.BulkUpsertAsync(db, documents, Ct);
    }

    protected async Task<int> RefreshAsync()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        return await new SearchMaintenance(Institute.Options).RefreshStatisticsAsync(db, Ct);
    }

    protected Task<SearchPage> SearchAsync(SearchQuery query) => Searcher.SearchAsync(query, Ct);

    protected async Task<IEnumerable<string>> IdsAsync(SearchQuery query) =>
        (await SearchAsync(query)).Hits.Select(hit => hit.EntityId);

    /// <summary>All pages.</summary>
    protected async Task<(List<string> Found, bool IsComplete)> WalkAsync(SearchQuery query)
    {
        var (found, isComplete, after) = (new List<string>(), true, default(string));
        do
        {
            var page = await SearchAsync(query with { After = after });
            found.AddRange(page.Hits.Select(hit => hit.EntityId));
            (isComplete, after) = (isComplete && page.IsComplete, page.Next);
        }
        while (after is not null);

        return (found, isComplete);
    }
}
