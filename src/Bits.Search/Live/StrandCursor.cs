namespace Bits.Search.Live;

/// <summary>Goes backwards through the postings of a lexeme.</summary>
struct StrandCursor
{
    /// <summary>Its clause.</summary>
    public int Clause { get; private init; }

    /// <summary>Its term.</summary>
    public int Term { get; private init; }

    /// <summary>Whether it is one of the lexemes that begin so.</summary>
    public bool IsPrefix { get; private init; }

    /// <summary>What a posting adds to a sum, for each impact; more for more.</summary>
    public ushort[] Units { get; private init; }

    /// <summary>How many postings there are.</summary>
    public int Count { get; private init; }

    int Start { get; init; }

    // Where the postings of the last window begin and end; before the first window, where all do.
    int Low { get; set; }

    int End { get; set; }

    // The posting that comes next; before the start when all are done.
    int Next { get; set; }

    /// <summary>Cursors for those strands that a segment has, clause by clause.</summary>
    public static StrandCursor[] Open(Segment segment, IReadOnlyList<Strand> strands)
    {
        var cursors = new List<StrandCursor>(strands.Count);
        foreach (var strand in strands)
        {
            var (first, end) = Find(segment.Lexicon, strand);
            for (var lexeme = first; lexeme < end; lexeme++)
                cursors.Add(Open(segment.Lexicon.Postings(lexeme), strand));
        }

        return [.. cursors];
    }

    static (int Start, int End) Find(Lexicon lexicon, Strand strand)
    {
        if (strand.IsPrefix)
            return lexicon.FindPrefix(strand.Text);

        var lexeme = lexicon.Find(strand.Text);
        return lexeme < 0 ? (0, 0) : (lexeme, lexeme + 1);
    }

    static StrandCursor Open((int Start, int End) postings, Strand strand) => new()
    {
        Clause = strand.Clause,
        Term = strand.Term,
        IsPrefix = strand.IsPrefix,
        Units = strand.Units,
        Count = postings.End - postings.Start,
        Start = postings.Start,
        Low = postings.Start,
        End = postings.End,
        Next = postings.End - 1,
    };

    /// <summary>The highest document that no window has had yet, below 0 for none.</summary>
    public readonly int Last(PostingColumns postings) => Next >= Start ? postings.Documents[Next] : -1;

    /// <summary>Goes to a window further down. Documents between it and the last one are left out.</summary>
    /// <param name="postings">Those of the segment.</param>
    /// <param name="floor">The first document of the window.</param>
    public void Enter(PostingColumns postings, int floor)
    {
        End = LowerBound(postings.Documents, Next + 1, floor + Segment.Window);
        Low = LowerBound(postings.Documents, End, floor);
        Next = Low - 1;
    }

    /// <summary>The documents of the window's postings.</summary>
    public readonly ReadOnlySpan<int> Documents(PostingColumns postings) => postings.Documents.AsSpan(Low, End - Low);

    /// <summary>Their impacts.</summary>
    public readonly ReadOnlySpan<byte> Impacts(PostingColumns postings) => postings.Impacts.AsSpan(Low, End - Low);

    /// <summary>The posting of a document, below 0 for none; after a window, of a document of that window.</summary>
    public readonly int Find(int document, PostingColumns postings)
    {
        var at = postings.Documents.AsSpan(Low, End - Low).BinarySearch(document);
        return at < 0 ? -1 : Low + at;
    }

    // The first posting before end whose document is not below. A window has few of most lexemes, so it is found by doubling steps.
    readonly int LowerBound(int[] documents, int end, int document)
    {
        var (step, low) = (1, end);
        while (low - step >= Start && documents[low - step] >= document)
        {
            low -= step;
            step *= 2;
        }

        var first = Math.Max(Start, low - step);
        var found = documents.AsSpan(first, low - first).BinarySearch(document);
        return first + (found < 0 ? ~found : found);
    }
}
