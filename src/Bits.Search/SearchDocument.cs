namespace Bits.Search;

/// <summary>One thing that can be found.</summary>
/// <param name="Surface">One of <see cref="Surfaces"/>.</param>
/// <param name="EntityId">The id of the thing on its surface, 1 to 200 characters.</param>
/// <param name="Title">Its name. A word here outranks a word in the body. In the directory it is a person's name, and is
/// found by other spellings too.</param>
/// <param name="Body">Its text.</param>
/// <param name="AudienceTags">Who may find it: whoever holds one of these. None means nobody.</param>
public sealed record SearchDocument(
    string Surface, string EntityId, string Title, string Body, IReadOnlyCollection<AudienceTag> AudienceTags)
{
    /// <summary>What it is written in: one of <see cref="SearchOptions.Languages"/>; default the first of them.</summary>
    public string? Language { get; init; }

    /// <summary>How good it is by the measure of its surface, 0 to 1; see <see cref="SearchBoosts.Quality"/>. Default 0.
    /// </summary>
    public double Quality { get; init; }

    /// <summary>The version of the thing at its owner. A write with a lower one than the document has does nothing, in
    /// whatever order they commit. Default: none, the last to commit wins.</summary>
    public long? Version { get; init; }
}
