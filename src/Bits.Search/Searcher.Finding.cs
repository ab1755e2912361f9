using Bits.Search.Live;
using Bits.Search.Live.Follow;
using Bits.Search.Parsing;
using Bits.Search.Paths;
using Bits.Search.Presentation;
using Bits.Search.Statistics;
using Bits.Search.Text;
using Npgsql;

namespace Bits.Search;

public sealed partial class Searcher
{
    // Scans what the index has while the read of changes is on its way, and asks for the texts of the page. Mostly nothing
    // has changed, and that is the answer: one round trip. Else scans again, and reads the texts that are missing.
    async Task<FoundPage> FindAsync(NpgsqlConnection db, SearchQuery query, SearchBasis basis, bool isOurs, CancellationToken ct)
    {
        if (_live?.Begin() is not { } opening)
            return await FindInDatabaseAsync(db, query, basis, new(db, OwnTransaction.Kind.HasWrittenNothing), ct).ConfigureAwait(false);

        // The searcher's own connection holds no changes of the caller.
        var texts = new PageTexts(db, isOurs ? OwnTransaction.Kind.HasWrittenNothing : null);
        var guess = opening.Guess;
        var guessed = guess is null
            ? null
            : await FindAsync(new(db, query, new LivePath(guess, _database), basis.Place), basis, texts, ct).ConfigureAwait(false);
        var snapshot = await opening
            .ResolveAsync(db, await texts.ReadKindAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        if (snapshot is null)
            return await FindInDatabaseAsync(db, query, basis, texts, ct).ConfigureAwait(false);

        _live.Meter.Answered();
        if (guessed is null || !snapshot.HasDocumentsOf(guess!))
            return await FindAsync(new(db, query, new LivePath(snapshot, _database), basis.Place), basis, texts, ct).ConfigureAwait(false);

        guessed.Search.HoldsFrom(guess!.SnapshotMark, snapshot.SnapshotMark);
        return guessed;
    }

    async Task<FoundPage> FindInDatabaseAsync(
        NpgsqlConnection db, SearchQuery query, SearchBasis basis, PageTexts texts, CancellationToken ct)
    {
        _live?.Meter.FellBack();
        var found = await FindAsync(new(db, query, _database, basis.Place), basis, texts, ct).ConfigureAwait(false);
        return found with { IsLive = false };
    }

    async Task<FoundPage> FindAsync(PagedSearch search, SearchBasis basis, PageTexts texts, CancellationToken ct)
    {
        var analyzed = await AnalyzeAsync(search, basis, search.IsFuzzy, ct).ConfigureAwait(false);
        var found = await search.FindAsync(analyzed.Query, ct).ConfigureAwait(false);
        if (found.Count == 0 && basis.Place is null && analyzed.Query.HasWords)
        {
            search.IsFuzzy = true;
            analyzed = await AnalyzeAsync(search, basis, isFuzzy: true, ct).ConfigureAwait(false);
            found = await search.FindAsync(analyzed.Query, ct).ConfigureAwait(false);
        }

        await texts.ReadAsync(
            search.AudienceTags, search.ExcludedAuthors, found.Take(search.Asked.Limit).Select(f => f.Document.Id), ct).ConfigureAwait(false);
        return new(search, analyzed, found, texts, IsLive: true);
    }

    ValueTask<AnalyzedQuery> AnalyzeAsync(PagedSearch search, SearchBasis basis, bool isFuzzy, CancellationToken ct)
    {
        var query = search.Asked;
        var how = new QueryOptions(
            query.Syntax == SearchSyntax.Web, query.LastWordIsPrefix,
            IsNameSearch: query.Surfaces is { Count: > 0 } surfaces && surfaces.All(basis.Vocabulary.Surfaces.AreNames), isFuzzy);
        return _analyzer.AnalyzeAsync(
            search.Db, query.Text, how, basis.Vocabulary, basis.Statistics, search.Began?.Time ?? _options.Clock.GetUtcNow(), ct);
    }

    /// <summary>What a search stands on.</summary>
    /// <param name="Vocabulary">Surfaces and declared words.</param>
    /// <param name="Statistics">How frequent words are.</param>
    /// <param name="Place">Where the page begins; null for the first one.</param>
    sealed record SearchBasis(Vocabulary Vocabulary, StatisticsSnapshot Statistics, SearchCursor? Place);

    /// <summary>A page before it is cut and marked.</summary>
    /// <param name="Search">The search.</param>
    /// <param name="Analyzed">The query as it was understood.</param>
    /// <param name="Documents">The documents of the page, and one more when there is a next page.</param>
    /// <param name="Texts">The texts that the caller may see.</param>
    /// <param name="IsLive">Whether the index answered.</param>
    sealed record FoundPage(
        PagedSearch Search, AnalyzedQuery Analyzed, IReadOnlyList<FoundDocument> Documents, PageTexts Texts, bool IsLive);
}
