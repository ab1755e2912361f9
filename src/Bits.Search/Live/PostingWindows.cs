namespace Bits.Search.Live;

/// <summary>Where the postings of frequent lexemes are, window by window, and how large the impacts there are at most: a scan goes to a
/// window, or past one that is not worth it, without a look at the postings.</summary>
sealed class PostingWindows
{
    // Of lexemes with fewer postings in a window, on average, those of a window are soon found.
    const int Frequent = 4;

    readonly Dictionary<int, int> _rows = [];
    readonly int _windows;
    readonly int[] _ends; // of each row, for each window
    readonly byte[] _most; // likewise

    /// <param name="lexicon">The lexemes.</param>
    /// <param name="postings">Their postings.</param>
    /// <param name="windows">How many windows the documents make.</param>
    public PostingWindows(Lexicon lexicon, PostingColumns postings, int windows)
    {
        _windows = windows;
        if (windows > 1)
            FindFrequent(lexicon);
        (_ends, _most) = (new int[_rows.Count * windows], new byte[_rows.Count * windows]);
        foreach (var (lexeme, row) in _rows)
            Fill(row, postings, lexicon.Postings(lexeme));
    }

    /// <summary>What it occupies.</summary>
    public long Bytes => ((long)_ends.Length * sizeof(int)) + _most.Length + (_rows.Count * 24L);

    /// <summary>The row of a lexeme, below 0 for none.</summary>
    public int Find(int lexeme) => _rows.GetValueOrDefault(lexeme, -1);

    /// <summary>Where the postings of a window end.</summary>
    public int End(int row, int window) => _ends[(row * _windows) + window];

    /// <summary>The largest impact of a window, 0 where it has no postings.</summary>
    public byte Most(int row, int window) => _most[(row * _windows) + window];

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
            var most = (byte)0;
            for (; at < range.End && postings.Documents[at] / Segment.Window == window; at++)
                most = Math.Max(most, postings.Impacts[at]);
            (_ends[(row * _windows) + window], _most[(row * _windows) + window]) = (at, most);
        }
    }
}
