namespace Bits.Search.Live.Segments;

/// <summary>The postings of frequent lexemes by window, with the maximum impact of each window. A scan moves to a
/// window, or skips one, without reading postings.</summary>
sealed class PostingWindows
{
    // A binary search is fast for lexemes with fewer postings per window.
    const int Frequent = 4;

    readonly Dictionary<int, int> _rows = [];
    readonly int _windows;
    readonly int[] _ends; // by row and window
    readonly byte[] _max; // by row and window

    /// <param name="lexicon">The lexemes.</param>
    /// <param name="postings">The postings of the lexemes.</param>
    /// <param name="windows">The number of windows.</param>
    public PostingWindows(Lexicon lexicon, PostingColumns postings, int windows)
    {
        _windows = windows;
        if (windows > 1)
            FindFrequent(lexicon);
        (_ends, _max) = (new int[_rows.Count * windows], new byte[_rows.Count * windows]);
        foreach (var (lexeme, row) in _rows)
            Fill(row, postings, lexicon.Postings(lexeme));
    }

    /// <summary>Gets the memory in bytes.</summary>
    public long Bytes => ((long)_ends.Length * sizeof(int)) + _max.Length + (_rows.Count * 24L);

    /// <summary>Returns the row of a lexeme; below 0 when it has none.</summary>
    public int Find(int lexeme) => _rows.GetValueOrDefault(lexeme, -1);

    /// <summary>Returns the end of a window's postings.</summary>
    public int End(int row, int window) => _ends[(row * _windows) + window];

    /// <summary>Returns the maximum impact of a window; 0 when it has no postings.</summary>
    public byte Max(int row, int window) => _max[(row * _windows) + window];

    void FindFrequent(Lexicon lexicon)
    {
        for (var lexeme = 0; lexeme < lexicon.Count; lexeme++)
        {
            var (start, end) = lexicon.Postings(lexeme);
            if (end - start >= Frequent * _windows)
                _rows.Add(lexeme, _rows.Count);
        }
    }

    void Fill(int row, PostingColumns postings, (int Start, int End) range)
    {
        var at = range.Start;
        for (var window = 0; window < _windows; window++)
        {
            var max = (byte)0;
            for (; at < range.End && postings.Documents[at] / Segment.Window == window; at++)
                max = Math.Max(max, postings.Impacts[at]);
            (_ends[(row * _windows) + window], _max[(row * _windows) + window]) = (at, max);
        }
    }
}
