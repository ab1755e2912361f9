namespace Bits.Search.Live;

/// <summary>A number of documents, inverted. Nothing in it changes but which of its documents are still there.</summary>
/// <remarks>Documents are numbered by ascending id. The postings of a lexeme lie in one run of <see cref="Postings"/>,
/// by ascending document.</remarks>
sealed class Segment
{
    /// <summary>A scan goes through the documents by so many at a time.</summary>
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

    /// <summary>What is known of each document.</summary>
    public DocumentColumns Documents { get; }

    /// <summary>The lexemes, and where their postings are.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>The postings.</summary>
    public PostingColumns Postings { get; }

    /// <summary>Where the postings of a window are.</summary>
    public PostingWindows Windows { get; }

    /// <summary>How many documents there are, with those that are gone.</summary>
    public int Count => Documents.Count;

    /// <summary>How many of them are gone. Read by the writer alone.</summary>
    public int Deleted { get; private set; }

    /// <summary>What it occupies.</summary>
    public long Bytes => Documents.Bytes + Lexicon.Bytes + Postings.Bytes + Windows.Bytes + ((long)_deletedAt.Length * sizeof(int));

    /// <summary>The latest transaction that wrote one of its documents.</summary>
    public ulong NewestXid { get; }

    /// <summary>When the newest document of a window was written.</summary>
    public DateTimeOffset Newest(int window) => _newest[window];

    /// <summary>Whether a reader of this version still sees the document.</summary>
    public bool IsAlive(int document, int version) => (uint)(_deletedAt[document] - 1) >= (uint)version;

    /// <summary>Removes a document for readers of this version and later.</summary>
    /// <returns>Whether it was there.</returns>
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
