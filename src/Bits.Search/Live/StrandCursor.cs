namespace Bits.Search.Live;

/// <summary>Goes backwards through the postings of a lexeme, window by window.</summary>
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

    /// <summary>The highest window with postings that it has not gone to, below 0 for none.</summary>
    public int NextWindow { get; private set; }

    /// <summary>How many postings the window has.</summary>
    public readonly int InWindow => End - Low;

    /// <summary>The largest impact of the window.</summary>
    public byte Most { get; private set; }

    int Row { get; init; } // in the windows of the segment, below 0 for none

    int Start { get; init; }

    // Where the postings of the window begin and end; before the first window, where all do.
    int Low { get; set; }

    int End { get; set; }

    // Where those end that come next.
    int Rest { get; set; }

    /// <summary>Cursors for those strands that a segment has, clause by clause.</summary>
    public static StrandCursor[] Open(Segment segment, IReadOnlyList<Strand> strands)
    {
        var cursors = new List<StrandCursor>(strands.Count);
        foreach (var strand in strands)
        {
            var (first, end) = Find(segment.Lexicon, strand);
            for (var lexeme = first; lexeme < end; lexeme++)
                cursors.Add(Open(segment, lexeme, strand));
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

    static StrandCursor Open(Segment segment, int lexeme, Strand strand)
    {
        var (start, end) = segment.Lexicon.Postings(lexeme);
        return new()
        {
            Clause = strand.Clause,
            Term = strand.Term,
            IsPrefix = strand.IsPrefix,
            Units = strand.Units,
            Count = end - start,
            NextWindow = segment.Postings.Documents[end - 1] / Segment.Window,
            Row = segment.Windows.Find(lexeme),
            Start = start,
            Low = start,
            End = end,
            Rest = end,
        };
    }

    /// <summary>Goes to a window further down. Documents between it and the last one are left out.</summary>
    public void Enter(Segment segment, int window)
    {
        if (NextWindow < window)
            (Low, End, Most) = (Rest, Rest, 0);
        else if (Row >= 0)
            Enter(segment.Windows, window);
        else
            Search(segment.Postings, window);
    }

    void Enter(PostingWindows windows, int window)
    {
        (End, Most) = (windows.End(Row, window), windows.Most(Row, window));
        NextWindow = window - 1;
        while (NextWindow >= 0 && windows.Most(Row, NextWindow) == 0)
            NextWindow--;
        Rest = Low = NextWindow < 0 ? Start : windows.End(Row, NextWindow);
    }

    void Search(PostingColumns postings, int window)
    {
        var floor = window * Segment.Window;
        End = LowerBound(postings.Documents, Rest, floor + Segment.Window);
        Rest = Low = LowerBound(postings.Documents, End, floor);
        NextWindow = Low > Start ? postings.Documents[Low - 1] / Segment.Window : -1;
        Most = 0;
        foreach (var impact in Impacts(postings))
            Most = Math.Max(Most, impact);
    }

    /// <summary>The documents of the window's postings.</summary>
    public readonly ReadOnlySpan<int> Documents(PostingColumns postings) => postings.Documents.AsSpan(Low, End - Low);

    /// <summary>Their impacts.</summary>
    public readonly ReadOnlySpan<byte> Impacts(PostingColumns postings) => postings.Impacts.AsSpan(Low, End - Low);

    /// <summary>The posting of a document, below 0 for none; after a window, of a document of that window.</summary>
    public readonly int Find(int document, PostingColumns postings)
    {
        var at = Documents(postings).BinarySearch(document);
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
