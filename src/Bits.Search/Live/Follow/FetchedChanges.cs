using Bits.Search.Live.Segments;


namespace Bits.Search.Live.Follow;

/// <summary>The result of one read: the snapshot of its statement, and the documents that changed since an earlier
/// snapshot.</summary>
/// <param name="AsOf">The snapshot and time of the statement.</param>
/// <param name="Horizon">The limit of how far back a reader can read changes.</param>
/// <param name="Changes">The changed documents, each once, as of the statement.</param>
/// <param name="IsCut">Whether there were more changes than the maximum; the list is then incomplete.</param>
sealed record FetchedChanges(
    LiveTime AsOf, ChangeHorizon Horizon, IReadOnlyCollection<DocumentChange> Changes, bool IsCut);

/// <summary>Describes how far back changes reach.</summary>
/// <param name="PrunedBelow">The transaction below which changes are pruned.</param>
/// <param name="Generation">A number that differs after an event that changes do not record, such as a truncate.</param>
readonly record struct ChangeHorizon(ulong PrunedBelow, long Generation)
{
    /// <summary>Returns whether a reader that knew a horizon and read up to a snapshot has missed no change.</summary>
    public bool Reaches(PgSnapshot seen, in ChangeHorizon known) =>
        this == known || (Generation == known.Generation && seen.Xmin >= PrunedBelow);
}
