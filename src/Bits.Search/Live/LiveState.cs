namespace Bits.Search.Live;

/// <summary>A loaded index, until it is loaded anew.</summary>
sealed class LiveState(Audiences audiences, LiveDocuments documents, ChangeHorizon horizon)
{
    volatile bool _isBehind;

    /// <summary>What the documents are numbered by.</summary>
    public Audiences Audiences => audiences;

    /// <summary>The documents.</summary>
    public LiveDocuments Documents => documents;

    /// <summary>Reads their changes.</summary>
    public ChangeReader Reader { get; } = new(audiences);

    /// <summary>How far back changes could be read when they were last read. Written by the pull alone.</summary>
    public ChangeHorizon Horizon { get; set; } = horizon;

    /// <summary>Whether too much has changed to take it in during a search.</summary>
    public bool IsBehind
    {
        get => _isBehind;
        set => _isBehind = value;
    }

    /// <summary>About what it occupies.</summary>
    public long Bytes => documents.Bytes + audiences.Bytes;

    /// <summary>Whether so many numbers of audiences are in use by nobody that loading anew is worth it.</summary>
    public bool IsWasteful => audiences.Count > 100_000 + (2 * documents.Count);

    /// <summary>What a caller sees who has seen what the pull saw.</summary>
    public LiveMoment At(LiveView view, LiveTime moment, OwnChanges? own) =>
        new(view, audiences, new(moment.Snapshot.ToString(), moment.Clock), own);
}
