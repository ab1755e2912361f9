namespace Bits.Search.Live.Segments;

/// <summary>An inverted index of some documents. Immutable, except for deletions.</summary>
/// <remarks>Documents are numbered by ascending id. The postings of a lexeme lie in one run of <see cref="Postings"/>,
/// by ascending document.</remarks>
sealed class Segment
{
    /// <summary>The number of documents that a scan reads at once.</summary>
    public const int Window = 4096;

    readonly int[] _deletedAt;
    readonly DateTimeOffset[] _newest;

    internal Segment(DocumentColumns documents, Lexicon lexicon, PostingColumns postings)
    {
        (Documents, Lexicon, Postings) = (documents, lexicon, postings);
        _deletedAt = new int[documents.Count];
        _newest = new DateTimeOffset[(documents.Count + Window - 1) / Window];
        for (var window = 0; window < _newest.Length; window++)
            _newest[window] = documents.Newest(window * Window, Math.Min(documents.Count, (window + 1) * Window));
        NewestXid = documents.NewestXid();
        Windows = new(lexicon, postings, _newest.Length);
    }

    /// <summary>Gets the data of each document.</summary>
    public DocumentColumns Documents { get; }

    /// <summary>Gets the lexemes, and the ranges of their postings.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>Gets the postings.</summary>
    public PostingColumns Postings { get; }

    /// <summary>Gets the postings by window.</summary>
    public PostingWindows Windows { get; }

    /// <summary>Gets the number of documents, with deleted ones.</summary>
    public int Count => Documents.Count;

    /// <summary>Gets the number of deleted documents. Only the writer reads it.</summary>
    public int Deleted { get; private set; }

    /// <summary>Gets the memory in bytes.</summary>
    public long Bytes => Documents.Bytes + Lexicon.Bytes + Postings.Bytes + Windows.Bytes + ((long)_deletedAt.Length * sizeof(int));

    /// <summary>Gets the latest transaction that wrote one of its documents.</summary>
    public ulong NewestXid { get; }

    /// <summary>Returns the time of the newest document of a window.</summary>
    public DateTimeOffset Newest(int window) => _newest[window];

    /// <summary>Returns whether a reader of this version still sees the document.</summary>
    public bool IsAlive(int document, int version) => (uint)(_deletedAt[document] - 1) >= (uint)version;

    /// <summary>Removes a document for readers of this version and later.</summary>
    /// <returns>Whether the document was in the segment.</returns>
    public bool Delete(long id, int version)
    {
        var document = Documents.Find(id);
        if (document < 0 || _deletedAt[document] != 0)
            return false;

        Volatile.Write(ref _deletedAt[document], version);
        Deleted++;
        return true;
    }
}
