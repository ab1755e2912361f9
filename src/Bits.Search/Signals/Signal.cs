namespace Bits.Search.Signals;

/// <summary>What a user did with a document.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Surface">One of <see cref="Surfaces"/>.</param>
/// <param name="EntityId">The id of the thing on its surface.</param>
/// <param name="Kind">What.</param>
public readonly record struct Signal(Guid UserId, string Surface, string EntityId, SignalKind Kind);

/// <summary>What a user did; the weight says how much it tells.</summary>
public enum SignalKind
{
    /// <summary>Saw it; weight 0.1.</summary>
    View,

    /// <summary>Stayed with it; weight 0.3.</summary>
    Dwell,

    /// <summary>Liked it; weight 1.</summary>
    Like,

    /// <summary>Joined, or said to come; weight 3.</summary>
    Join,

    /// <summary>Applied; weight 3.</summary>
    Apply,

    /// <summary>Does not want to see it again; weight -5, and it is recommended no more.</summary>
    Hide,
}
