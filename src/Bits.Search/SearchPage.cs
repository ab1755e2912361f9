namespace Bits.Search;

/// <summary>One document that was found.</summary>
/// <param name="Surface">One of <see cref="Surfaces"/>.</param>
/// <param name="EntityId">The id of the thing on its surface.</param>
/// <param name="Title">Its name.</param>
/// <param name="Excerpt">Up to 200 characters of its text around the first word that was found, as plain text.</param>
/// <param name="Snippet">The same as HTML: escaped, with the words that were found in <c>&lt;mark&gt;</c>.</param>
/// <param name="Group">Whether it has all the words or some.</param>
/// <param name="Rank">How well it fits, in millionths of the best that the query can reach; ten times that, and more than a
/// million, where the title is exactly what was asked for.</param>
public sealed record SearchHit(
    string Surface, string EntityId, string Title, string Excerpt, string Snippet, SearchGroup Group, int Rank);

/// <summary>How much of a query a hit has.</summary>
public enum SearchGroup
{
    /// <summary>All words.</summary>
    AllWords,

    /// <summary>Some of the words. These come behind all others.</summary>
    SomeWords,
}

/// <summary>A page of hits.</summary>
/// <param name="Hits">Those with all words first, in each group the best first; equal ranks by the latest document.
/// </param>
/// <param name="Next">Leads to the next page, for the same question and caller; null on the last one.</param>
/// <param name="HasSearchableWords">False where the text has only words such as "the" and no title has them, or only words that
/// exclude: then nothing is found.</param>
public sealed record SearchPage(IReadOnlyList<SearchHit> Hits, string? Next, bool HasSearchableWords)
{
    /// <summary>Words of the text that find nothing, such as "the".</summary>
    public IReadOnlyList<string> IgnoredWords { get; init; } = [];

    /// <summary>What mistyped words were taken for, where nothing has the words as they were typed.</summary>
    public IReadOnlyDictionary<string, string> Corrections { get; init; } = new Dictionary<string, string>();

    /// <summary>False where so much fits that the hits are the best of a part of it: of the newest, and of what has the
    /// words in its title.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>How much that fits was written since the first page, up to 100; it is not in this walk.</summary>
    public int NewSince { get; init; }

    /// <summary>How much has all the words, by surface; null unless asked for.</summary>
    public IReadOnlyDictionary<string, SearchCount>? Facets { get; init; }
}

/// <summary>A number of documents, of those that the caller may see.</summary>
/// <param name="Value">Exact up to 1,000.</param>
/// <param name="IsMore">Whether there are more.</param>
public readonly record struct SearchCount(int Value, bool IsMore)
{
    /// <summary>The most that is counted.</summary>
    public const int Most = 1_000;

    /// <summary>Such as <c>42</c> or <c>1000+</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Value}{(IsMore ? "+" : "")}");
}
