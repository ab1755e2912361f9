namespace Bits.Search;

/// <summary>Lists the states of a live index.</summary>
public enum LiveIndexState
{
    /// <summary>Disabled by the options.</summary>
    Off,

    /// <summary>Loading; the database answers.</summary>
    Loading,

    /// <summary>Answering.</summary>
    Ready,

    /// <summary>Reading many changes; the database answers.</summary>
    Behind,

    /// <summary>The documents need more memory than the limit; the database answers.</summary>
    TooLarge,

    /// <summary>The server is a read replica, which does not report open transactions; the database answers.</summary>
    Replica,

    /// <summary>Failed and retrying; the database answers.</summary>
    Failed,
}

/// <summary>Describes the state of a live index.</summary>
/// <param name="State">The state.</param>
/// <param name="Documents">The number of documents.</param>
/// <param name="Bytes">The estimated memory, in bytes.</param>
/// <param name="Segments">The number of segments.</param>
/// <param name="Lag">The time since the last read of changes; at most about a second while it answers.</param>
/// <param name="LastFetch">The duration of that read.</param>
/// <param name="Answers">The number of searches that it answered.</param>
/// <param name="Fallbacks">The number of searches that the database answered in its place.</param>
public sealed record LiveIndexHealth(
    LiveIndexState State, long Documents, long Bytes, int Segments, TimeSpan Lag, TimeSpan LastFetch, long Answers,
    long Fallbacks);
