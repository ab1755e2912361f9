namespace Bits.Search;

/// <summary>Describes a document that a search found.</summary>
/// <param name="Surface">The name of a <see cref="SearchSurface"/>.</param>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Title">The title.</param>
/// <param name="Excerpt">Up to 200 characters of the text around the first match, as plain text.</param>
/// <param name="Snippet">The excerpt as escaped HTML, with matches in <c>&lt;mark&gt;</c>.</param>
/// <param name="Group">Whether it has all the words or some.</param>
/// <param name="Rank">The rank in millionths of the best that the query can reach. Ten times that, and above a million, when
/// the title equals the query.</param>
public sealed record SearchHit(
    string Surface, string EntityId, string Title, string Excerpt, string Snippet, SearchGroup Group, int Rank)
{
    /// <summary>Gets the <see cref="SearchDocument.AuthorId"/> of the document.</summary>
    public Guid? AuthorId { get; init; }
}

/// <summary>Says how much of a query a hit has.</summary>
public enum SearchGroup
{
    /// <summary>All words.</summary>
    AllWords,

    /// <summary>Some of the words. These follow all other hits.</summary>
    SomeWords,
}

/// <summary>Holds a page of hits.</summary>
/// <param name="Hits">The hits: those with all words first, in each group the best first, equal ranks by the latest
/// document.</param>
/// <param name="Next">The cursor of the next page, for the same query and caller; null on the last page.</param>
/// <param name="HasSearchableWords">False when the text has only stop words that no title has, or only excluded words. The
/// search finds no document then.</param>
public sealed record SearchPage(IReadOnlyList<SearchHit> Hits, string? Next, bool HasSearchableWords)
{
    /// <summary>Gets the words that the search ignored, such as "the".</summary>
    public IReadOnlyList<string> IgnoredWords { get; init; } = [];

    /// <summary>Gets the corrections of mistyped words, when no document has the words as typed.</summary>
    public IReadOnlyDictionary<string, string> Corrections { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether all matches were ranked. False when so many match that the hits are the best of the newest
    /// documents and of those with the words in their titles.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Gets how many matches were written since the first page, up to 100. These pages leave them out.</summary>
    public int NewSince { get; init; }

    /// <summary>Gets the number of documents with all words, by surface; null unless the query asks for facets.</summary>
    public IReadOnlyDictionary<string, SearchCount>? Facets { get; init; }
}

/// <summary>Counts documents that the caller may see.</summary>
/// <param name="Value">The number, exact up to 1,000.</param>
/// <param name="IsMore">Whether there are more.</param>
public readonly record struct SearchCount(int Value, bool IsMore)
{
    /// <summary>The highest number that is counted.</summary>
    public const int Max = 1_000;

    /// <summary>Formats the number, such as <c>42</c> or <c>1000+</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Value}{(IsMore ? "+" : "")}");
}
