namespace Bits.Search.Signals;

/// <summary>Describes what a user did with a document.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Surface">The name of a <see cref="SearchSurface"/>.</param>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Kind">The action.</param>
public readonly record struct Signal(Guid UserId, string Surface, string EntityId, SignalKind Kind);

/// <summary>Lists actions of users. The host weighs them.</summary>
public enum SignalKind
{
    /// <summary>Saw the document.</summary>
    View,

    /// <summary>Stayed with the document.</summary>
    Dwell,

    /// <summary>Liked the document.</summary>
    Like,

    /// <summary>Joined, or said to come.</summary>
    Join,

    /// <summary>Applied.</summary>
    Apply,

    /// <summary>Hid the document: wants no recommendation of it.</summary>
    Hide,
}
