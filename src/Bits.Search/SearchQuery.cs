namespace Bits.Search;

/// <summary>What to look for, and on whose behalf.</summary>
/// <param name="Text">Plain words; a document must have all of them, in any form and order.</param>
/// <param name="AudienceTags">What the caller holds; none finds nothing.</param>
public sealed record SearchQuery(string Text, IReadOnlyCollection<AudienceTag> AudienceTags)
{
    /// <summary>Where to look; default: everywhere.</summary>
    public IReadOnlyCollection<string>? Surfaces { get; init; }

    /// <summary>The longest page, 1 to 100; default 20.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>Where the page before ended; default: the first page.</summary>
    public SearchCursor? After { get; init; }
}

/// <summary>A place in a ranked list: behind the hit with this rank and this id.</summary>
/// <param name="Rank">The rank of the last hit, in millionths.</param>
/// <param name="Id">The number of its document, which decides between equal ranks.</param>
public readonly record struct SearchCursor(int Rank, long Id);

/// <summary>One document that was found.</summary>
/// <param name="Surface">One of <see cref="Surfaces"/>.</param>
/// <param name="EntityId">The id of the thing on its surface.</param>
/// <param name="Title">Its name.</param>
/// <param name="Excerpt">The first 200 characters of its text, as plain text.</param>
/// <param name="Rank">How well it fits, in millionths; 1,000,000 is the best.</param>
public sealed record SearchHit(string Surface, string EntityId, string Title, string Excerpt, int Rank);

/// <summary>A page of hits.</summary>
/// <param name="Hits">The best first; equal ranks by the latest document.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
/// <param name="HasSearchableWords">False where the text has only words that are not indexed, such as "the".</param>
public sealed record SearchPage(IReadOnlyList<SearchHit> Hits, SearchCursor? Next, bool HasSearchableWords);
