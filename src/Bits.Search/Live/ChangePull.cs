namespace Bits.Search.Live;

/// <summary>What one statement saw: which transactions had ended, and the documents that they had changed since an earlier
/// moment.</summary>
/// <param name="Moment">The moment of the statement.</param>
/// <param name="Horizon">How far back changes can be read.</param>
/// <param name="Changes">Each document once, as the statement saw it.</param>
/// <param name="IsCut">Whether there were more changes than asked for: these are of no use.</param>
sealed record ChangePull(
    LiveTime Moment, ChangeHorizon Horizon, IReadOnlyCollection<DocumentChange> Changes, bool IsCut);

/// <summary>How far back changes can be read.</summary>
/// <param name="PrunedBelow">Changes of earlier transactions are gone.</param>
/// <param name="Generation">Another one means that something happened that changes do not tell.</param>
readonly record struct ChangeHorizon(ulong PrunedBelow, long Generation)
{
    /// <summary>Whether whoever knew that horizon and has read up to that moment has missed nothing.</summary>
    public bool Reaches(PgSnapshot moment, in ChangeHorizon known) =>
        this == known || (Generation == known.Generation && moment.Xmin >= PrunedBelow);
}
