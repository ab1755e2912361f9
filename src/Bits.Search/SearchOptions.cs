namespace Bits.Search;

/// <summary>Configures <see cref="Searcher"/>, <see cref="Indexer"/> and <see cref="SearchMaintenance"/>. Give all the
/// same.</summary>
public sealed record SearchOptions
{
    /// <summary>Gets the languages of documents, as names of Postgres text search configurations, at least one. The search
    /// reads a query in all of them. Default: English alone.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["english"];

    /// <summary>Gets the tags of documents that everyone may read. Word statistics and typo corrections count these documents
    /// alone, so no private word shows. Default: empty; every word counts the same and the search corrects no typos.
    /// </summary>
    public IReadOnlyList<AudienceTag> PublicTags { get; init; } = [];

    /// <summary>Gets the factors of the rank besides the words.</summary>
    public SearchBoosts Boosts { get; init; } = new();

    /// <summary>Gets the clock for reloading vocabulary and statistics. Default: the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    // The configurations of a stock Postgres 15.
    static readonly HashSet<string> Known =
    [
        "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek",
        "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese",
        "romanian", "russian", "serbian", "simple", "spanish", "swedish", "tamil", "turkish", "yiddish",
    ];

    internal SearchOptions Checked()
    {
        if (Languages.Count == 0)
            throw new InvalidArgumentException("SearchOptions.Languages", "is empty. Give at least one language.");
        if (Languages.FirstOrDefault(language => !Known.Contains(language)) is { } unknown)
            throw new InvalidArgumentException(
                "SearchOptions.Languages", $"'{unknown}' is not a language of Postgres. Use one of {string.Join(", ", Known.Order())}.");

        return this;
    }
}
