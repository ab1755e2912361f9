namespace Bits.Search;

/// <summary>One thing that can be found.</summary>
/// <param name="Surface">One of <see cref="Surfaces"/>.</param>
/// <param name="EntityId">The id of the thing on its surface, 1 to 200 characters.</param>
/// <param name="Title">Its name. A word here outranks a word in the body.</param>
/// <param name="Body">Its text.</param>
/// <param name="AudienceTags">Who may find it: whoever holds one of these. None means nobody.</param>
public sealed record SearchDocument(
    string Surface, string EntityId, string Title, string Body, IReadOnlyCollection<AudienceTag> AudienceTags);
