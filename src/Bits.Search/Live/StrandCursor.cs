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

    /// <summary>Its first posting.</summary>
    public int Start { get; private init; }

    /// <summary>Where the postings of the last window begin; before the first window, where all do.</summary>
    public int Low { get; private set; }

    /// <summary>Where they end.</summary>
    public int End { get; private set; }

    /// <summary>The posting that comes next; before <see cref="Start"/> when all are done.</summary>
    public int Next { get; private set; }

    /// <summary>How many postings there are before <see cref="Next"/>.</summary>
    public readonly int Left => Next - Start + 1;

    ushort[] Units { get; init; }

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
        Start = postings.Start,
        Low = postings.Start,
        End = postings.End,
        Next = postings.End - 1,
        Units = strand.Units,
    };

    /// <summary>Adds to the sums of the window's documents.</summary>
    public void AddTo(ushort[] sums, PostingColumns postings, int floor)
    {
        EnterWindow(postings, floor);
        var documents = postings.Documents.AsSpan(Low, End - Low);
        var impacts = postings.Impacts.AsSpan(Low, documents.Length);
        var units = Units;
        for (var i = 0; i < documents.Length; i++)
            sums[documents[i] - floor] += units[impacts[i]];
    }

    /// <summary>Raises the sums of the window's documents.</summary>
    /// <returns>Whether there were any.</returns>
    public bool RaiseTo(ushort[] sums, PostingColumns postings, int floor)
    {
        EnterWindow(postings, floor);
        var documents = postings.Documents.AsSpan(Low, End - Low);
        var impacts = postings.Impacts.AsSpan(Low, documents.Length);
        var units = Units;
        for (var i = 0; i < documents.Length; i++)
        {
            ref var sum = ref sums[documents[i] - floor];
            sum = Math.Max(sum, units[impacts[i]]);
        }

        return End > Low;
    }

    // The postings of the next window down. A window has few of most lexemes, so it is found by doubling steps.
    void EnterWindow(PostingColumns postings, int floor)
    {
        var documents = postings.Documents;
        End = Next + 1;
        var (step, low) = (1, End);
        while (low - step >= Start && documents[low - step] >= floor)
        {
            low -= step;
            step *= 2;
        }

        var first = Math.Max(Start, low - step);
        var found = documents.AsSpan(first, low - first).BinarySearch(floor);
        Low = first + (found < 0 ? ~found : found);
        Next = Low - 1;
    }

    /// <summary>The posting of a document, below 0 for none; after a window, of a document of that window.</summary>
    public readonly int Find(int document, PostingColumns postings)
    {
        var at = postings.Documents.AsSpan(Low, End - Low).BinarySearch(document);
        return at < 0 ? -1 : Low + at;
    }
}
