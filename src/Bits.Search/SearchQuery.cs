namespace Bits.Search;

/// <summary>What to look for, and on whose behalf.</summary>
/// <param name="Text">Plain words, in any form and order; see <see cref="Syntax"/>. Documents with all of them come
/// first, then those with some. Beyond 8 KiB or 64 different words it is cut.</param>
/// <param name="AudienceTags">What the caller holds; none finds nothing. Read them again after the search, and search again
/// where they differ: the search cannot know what was taken from the caller after they were read.</param>
public sealed record SearchQuery(string Text, IReadOnlyCollection<AudienceTag> AudienceTags)
{
    /// <summary>Where to look; default: everywhere.</summary>
    public IReadOnlyCollection<string>? Surfaces { get; init; }

    /// <summary>The longest page, 1 to 100; default 20.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>The <see cref="SearchPage.Next"/> of the page before; default: the first page.</summary>
    public string? After { get; init; }

    /// <summary>How the text is read; default <see cref="SearchSyntax.Plain"/>.</summary>
    public SearchSyntax Syntax { get; init; }

    /// <summary>Whether documents with some of the words follow those with all; default true.</summary>
    public bool SomeWords { get; init; } = true;

    /// <summary>Whether the last word is still being typed: it also finds what begins so, from two letters on, in titles.
    /// Default false.</summary>
    public bool LastWordIsPrefix { get; init; }

    /// <summary>Whether to count what fits on each surface; default false.</summary>
    public bool Facets { get; init; }

    /// <summary>Who asks, such as a user's id: cursors are good for this caller only. Default: for whoever holds the same
    /// tags.</summary>
    public string? Caller { get; init; }
}

/// <summary>How a text is read.</summary>
public enum SearchSyntax
{
    /// <summary>Plain words: signs mean nothing.</summary>
    Plain,

    /// <summary>As in web search engines: <c>"in this order"</c>, <c>-without</c>, <c>this OR that</c>.</summary>
    Web,
}
