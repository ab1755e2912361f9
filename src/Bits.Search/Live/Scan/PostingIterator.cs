using Bits.Search.Live.Segments;


namespace Bits.Search.Live.Scan;

/// <summary>Iterates backwards over the postings of a lexeme, window by window.</summary>
struct PostingIterator
{
    /// <summary>Gets the number of its clause.</summary>
    public int Clause { get; private init; }

    /// <summary>Gets the number of its term.</summary>
    public int Term { get; private init; }

    /// <summary>Gets whether the lexeme belongs to a prefix term.</summary>
    public bool IsPrefix { get; private init; }

    /// <summary>Gets what a posting adds to a sum, by impact, ascending.</summary>
    public ushort[] Units { get; private init; }

    /// <summary>Gets the number of postings.</summary>
    public int Count { get; private init; }

    /// <summary>Gets the next lower window with postings; below 0 when there are no more.</summary>
    public int NextWindow { get; private set; }

    /// <summary>Gets the number of postings in the window.</summary>
    public readonly int InWindow => End - Low;

    /// <summary>Gets the maximum impact in the window.</summary>
    public byte Max { get; private set; }

    int Row { get; init; } // in the windows of the segment; below 0 when it has no row

    int Start { get; init; }

    // The range of the window's postings; before the first window, the range of all postings.
    int Low { get; set; }

    int End { get; set; }

    // The end of the postings of the next window.
    int Rest { get; set; }

    /// <summary>Opens iterators for the matchers that the segment has, clause by clause.</summary>
    public static PostingIterator[] Open(Segment segment, IReadOnlyList<TermMatcher> matchers)
    {
        var iterators = new List<PostingIterator>(matchers.Count);
        foreach (var matcher in matchers)
        {
            var (first, end) = Find(segment.Lexicon, matcher);
            for (var lexeme = first; lexeme < end; lexeme++)
                iterators.Add(Open(segment, lexeme, matcher));
        }

        return [.. iterators];
    }

    static (int Start, int End) Find(Lexicon lexicon, TermMatcher matcher)
    {
        if (matcher.IsPrefix)
            return lexicon.FindPrefix(matcher.Text);

        var lexeme = lexicon.Find(matcher.Text);
        return lexeme < 0 ? (0, 0) : (lexeme, lexeme + 1);
    }

    static PostingIterator Open(Segment segment, int lexeme, TermMatcher matcher)
    {
        var (start, end) = segment.Lexicon.Postings(lexeme);
        return new()
        {
            Clause = matcher.Clause,
            Term = matcher.Term,
            IsPrefix = matcher.IsPrefix,
            Units = matcher.Units,
            Count = end - start,
            NextWindow = segment.Postings.Documents[end - 1] / Segment.Window,
            Row = segment.Windows.Find(lexeme),
            Start = start,
            Low = start,
            End = end,
            Rest = end,
        };
    }

    /// <summary>Moves to a lower window. Skips documents between the last window and this one.</summary>
    public void Enter(Segment segment, int window)
    {
        if (NextWindow < window)
            (Low, End, Max) = (Rest, Rest, 0);
        else if (Row >= 0)
            Enter(segment.Windows, window);
        else
            Search(segment.Postings, window);
    }

    void Enter(PostingWindows windows, int window)
    {
        (End, Max) = (windows.End(Row, window), windows.Max(Row, window));
        NextWindow = window - 1;
        while (NextWindow >= 0 && windows.Max(Row, NextWindow) == 0)
            NextWindow--;
        Rest = Low = NextWindow < 0 ? Start : windows.End(Row, NextWindow);
    }

    void Search(PostingColumns postings, int window)
    {
        var floor = window * Segment.Window;
        End = LowerBound(postings.Documents, Rest, floor + Segment.Window);
        Rest = Low = LowerBound(postings.Documents, End, floor);
        NextWindow = Low > Start ? postings.Documents[Low - 1] / Segment.Window : -1;
        Max = 0;
        foreach (var impact in Impacts(postings))
            Max = Math.Max(Max, impact);
    }

    /// <summary>Returns the documents of the window's postings.</summary>
    public readonly ReadOnlySpan<int> Documents(PostingColumns postings) => postings.Documents.AsSpan(Low, End - Low);

    /// <summary>Returns the impacts of the window's postings.</summary>
    public readonly ReadOnlySpan<byte> Impacts(PostingColumns postings) => postings.Impacts.AsSpan(Low, End - Low);

    /// <summary>Returns the index of a document's posting; below 0 when it has none. After a move, the document must be
    /// in the window.</summary>
    public readonly int Find(int document, PostingColumns postings)
    {
        var at = Documents(postings).BinarySearch(document);
        return at < 0 ? -1 : Low + at;
    }

    // Finds the first posting before end with this document or a higher one. Doubles the step, since most lexemes have
    // few postings in a window.
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
