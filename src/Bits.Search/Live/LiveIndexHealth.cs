namespace Bits.Search;

/// <summary>What a live index is doing.</summary>
public enum LiveIndexState
{
    /// <summary>There is none, by choice.</summary>
    Off,

    /// <summary>It loads; the database answers.</summary>
    Loading,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It takes in many changes at once; the database answers.</summary>
    Behind,

    /// <summary>The documents need more memory than it may take; the database answers.</summary>
    TooLarge,

    /// <summary>The database is a read replica, which does not tell what has committed; it answers by itself.</summary>
    Replica,

    /// <summary>Loading failed and is tried again; the database answers.</summary>
    Failed,
}

/// <summary>How a live index is.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Documents">How many documents it holds.</param>
/// <param name="Bytes">About how much memory it takes.</param>
/// <param name="Segments">In how many parts.</param>
/// <param name="Lag">How long ago it last read what had changed; at most about a second while it answers.</param>
/// <param name="LastPull">How long that took.</param>
/// <param name="Answers">Searches that it has answered.</param>
/// <param name="Fallbacks">Searches that the database answered in its place.</param>
public sealed record LiveIndexHealth(
    LiveIndexState State, long Documents, long Bytes, int Segments, TimeSpan Lag, TimeSpan LastPull, long Answers,
    long Fallbacks);
