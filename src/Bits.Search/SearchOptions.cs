namespace Bits.Search;

/// <summary>How a <see cref="Searcher"/> and an <see cref="Indexer"/> work. Give both the same.</summary>
public sealed record SearchOptions
{
    /// <summary>The languages that documents may have, as names of Postgres text search configurations; a query is read
    /// in all of them. Default: English alone. At least one.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["english"];

    /// <summary>The tags of documents that everybody may read. How rare a word is, and what a mistyped word may have
    /// meant, is learned from these documents alone, so that no private word shows. Default: institute.</summary>
    public IReadOnlyList<AudienceTag> PublicTags { get; init; } = [AudienceTag.Institute];

    /// <summary>What counts besides the words.</summary>
    public SearchBoosts Boosts { get; init; } = new();

    /// <summary>The clock that tells when to read vocabulary and statistics anew. Default: the system's.</summary>
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
            throw new ArgumentException("SearchOptions.Languages: give at least one.");
        if (Languages.FirstOrDefault(language => !Known.Contains(language)) is { } unknown)
            throw new ArgumentException(
                $"SearchOptions.Languages: '{unknown}' is none of Postgres; use {string.Join(", ", Known.Order())}.");

        return this;
    }
}
