namespace Bits.Search;

/// <summary>Describes a search and its caller.</summary>
/// <param name="Text">The words, in any form and order; see <see cref="Syntax"/>. Documents with all of them come first,
/// then those with some. The search cuts it at 8 KiB and 64 different words.</param>
/// <param name="AudienceTags">The tags of the caller; an empty list finds no document. Read them again after the search, and
/// search again when they differ: the search does not see tags that the caller loses meanwhile.</param>
public sealed record SearchQuery(string Text, IReadOnlyCollection<AudienceTag> AudienceTags)
{
    /// <summary>Gets the surfaces to search. Default: null, all surfaces.</summary>
    public IReadOnlyCollection<string>? Surfaces { get; init; }

    /// <summary>Gets the authors whose documents the caller does not see, such as members whom they have blocked: no hit,
    /// count, news or correction comes from them, and pages stay full. Cursors do not depend on it, so an author added
    /// between two pages is left out of the next one. Default: none.</summary>
    public IReadOnlyCollection<Guid> ExcludedAuthors { get; init; } = [];

    /// <summary>Gets the size of a page, 1 to 100. Default 20.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>Gets the <see cref="SearchPage.Next"/> of the previous page. Default: null, the first page.</summary>
    public string? After { get; init; }

    /// <summary>Gets the syntax of the text. Default <see cref="SearchSyntax.Plain"/>.</summary>
    public SearchSyntax Syntax { get; init; }

    /// <summary>Gets whether documents with some of the words follow those with all. Default true.</summary>
    public bool SomeWords { get; init; } = true;

    /// <summary>Gets whether to complete the last word: from two letters on it finds title words that begin with it. Default
    /// false.</summary>
    public bool LastWordIsPrefix { get; init; }

    /// <summary>Gets whether to count the matches on each surface. Default false.</summary>
    public bool Facets { get; init; }

    /// <summary>Gets the id of the caller, such as a user's id: cursors work for this caller only. Default: null; cursors
    /// work for callers with the same tags.</summary>
    public string? Caller { get; init; }
}

/// <summary>Says how to read the text of a query.</summary>
public enum SearchSyntax
{
    /// <summary>Plain words; signs have no meaning.</summary>
    Plain,

    /// <summary>The syntax of web search engines: <c>"in this order"</c>, <c>-without</c>, <c>this OR that</c>.</summary>
    Web,
}
