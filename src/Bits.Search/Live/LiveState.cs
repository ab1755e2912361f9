using Bits.Search.Live.Follow;
using Bits.Search.Live.Scan;
using Bits.Search.Live.Segments;


namespace Bits.Search.Live;

/// <summary>Holds a loaded index until the next load.</summary>
sealed class LiveState(Audiences audiences, Authors authors, LiveDocuments documents, ChangeHorizon horizon)
{
    volatile bool _isBehind;

    /// <summary>Gets the documents.</summary>
    public LiveDocuments Documents => documents;

    /// <summary>Gets the reader of changes.</summary>
    public ChangeReader Reader { get; } = new(audiences, authors);

    /// <summary>Gets or sets the horizon of the last read. Only the fetch writes it.</summary>
    public ChangeHorizon Horizon { get; set; } = horizon;

    /// <summary>Gets or sets whether there are more changes than a search may read.</summary>
    public bool IsBehind
    {
        get => _isBehind;
        set => _isBehind = value;
    }

    /// <summary>Estimates the memory in bytes.</summary>
    public long Bytes => documents.Bytes + audiences.Bytes + authors.Bytes;

    /// <summary>Gets whether so many audiences or authors are unused that a new load pays off.</summary>
    public bool IsWasteful => Math.Max(audiences.Count, authors.Count) > 100_000 + (2 * documents.Count);

    /// <summary>Opens the documents for a caller as of a fetch.</summary>
    public IndexSnapshot At(SegmentSet view, LiveTime asOf, OwnChanges? own) =>
        new(view, audiences, authors, new(asOf.Snapshot.ToString(), asOf.Clock), own);
}
