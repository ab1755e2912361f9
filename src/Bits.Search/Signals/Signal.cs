namespace Bits.Search.Signals;

/// <summary>Describes what a user did with a document.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Surface">The name of a <see cref="SearchSurface"/>.</param>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Kind">The action.</param>
public readonly record struct Signal(Guid UserId, string Surface, string EntityId, SignalKind Kind);

/// <summary>Lists actions of users, with their weights for recommendations.</summary>
public enum SignalKind
{
    /// <summary>Saw the document; weight 0.1.</summary>
    View,

    /// <summary>Stayed with the document; weight 0.3.</summary>
    Dwell,

    /// <summary>Liked the document; weight 1.</summary>
    Like,

    /// <summary>Joined, or said to come; weight 3.</summary>
    Join,

    /// <summary>Applied; weight 3.</summary>
    Apply,

    /// <summary>Hid the document; weight -5. Recommendations leave it out for this user.</summary>
    Hide,
}
