namespace Bits.Search;

/// <summary>Describes a document to index.</summary>
/// <param name="Surface">The name of a <see cref="SearchSurface"/>.</param>
/// <param name="EntityId">The id on the surface, 1 to 200 characters.</param>
/// <param name="Title">The title. A word here outranks a word in the body. Where <see cref="SearchSurface.TitlesAreNames"/>,
/// other spellings find it too.</param>
/// <param name="Body">The text.</param>
/// <param name="AudienceTags">The audiences that may find it. An empty list hides it from all callers.</param>
public sealed record SearchDocument(
    string Surface, string EntityId, string Title, string Body, IReadOnlyCollection<AudienceTag> AudienceTags)
{
    /// <summary>Gets the language, one of <see cref="SearchOptions.Languages"/>. Default: the first of them.</summary>
    public string? Language { get; init; }

    /// <summary>Gets the quality by the measure of the surface, 0 to 1; see <see cref="SearchBoosts.Quality"/>. Default 0.
    /// </summary>
    public double Quality { get; init; }

    /// <summary>Gets the id of the person who wrote it, or whom it is about; see <see cref="SearchQuery.ExcludedAuthors"/>.
    /// Default: null, no person.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>Gets the version at the owner. A write with a lower version changes nothing, in any order of commits. Default:
    /// null, the last commit wins.</summary>
    public long? Version { get; init; }
}
