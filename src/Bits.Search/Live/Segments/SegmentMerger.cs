namespace Bits.Search.Live.Segments;

/// <summary>Merges several segments into one, without deleted documents.</summary>
sealed class SegmentMerger
{
    const int Gone = -1;

    readonly Segment[] _sources;
    readonly int[][] _numbers; // the new numbers of each source's documents
    readonly Cursor[] _cursors;
    readonly DocumentColumns _documents;
    readonly PostingColumns _postings;
    int _written;

    /// <summary>A lexeme of a source, and the index of its next posting.</summary>
    struct Cursor
    {
        public int Lexeme;
        public int Posting;
        public int End;
    }

    SegmentMerger(IReadOnlyList<Segment> sources, int version)
    {
        _sources = [.. sources];
        _cursors = new Cursor[_sources.Length];
        _numbers = [.. _sources.Select(source => Alive(source, version))];
        _documents = new(_numbers.Sum(numbers => numbers.Count(number => number != Gone)));
        _postings = new(_sources.Zip(_numbers, CountPostings).Sum());
    }

    /// <summary>Merges the documents that readers of this version see.</summary>
    /// <param name="sources">The segments: built with one average length; each document exists in at most one.</param>
    /// <param name="version">The version of the readers.</param>
    public static Segment Merge(IReadOnlyList<Segment> sources, int version)
    {
        var merger = new SegmentMerger(sources, version);
        merger.MergeDocuments();
        return new(merger._documents, merger.MergeLexemes(), merger._postings);
    }

    static int[] Alive(Segment source, int version)
    {
        var numbers = new int[source.Count];
        for (var document = 0; document < numbers.Length; document++)
            numbers[document] = source.IsAlive(document, version) ? 0 : Gone;
        return numbers;
    }

    static int CountPostings(Segment source, int[] numbers)
    {
        var count = 0;
        foreach (var document in source.Postings.Documents)
            count += numbers[document] == Gone ? 0 : 1;
        return count;
    }

    void MergeDocuments()
    {
        var next = new int[_sources.Length];
        for (var to = 0; to < _documents.Count; to++)
        {
            var from = FirstDocument(next);
            _documents[to] = _sources[from].Documents[next[from]];
            _numbers[from][next[from]++] = to;
        }
    }

    int FirstDocument(int[] next)
    {
        var first = -1;
        for (var s = 0; s < _sources.Length; s++)
        {
            while (next[s] < _numbers[s].Length && _numbers[s][next[s]] == Gone)
                next[s]++;
            if (next[s] < _numbers[s].Length
                && (first < 0 || _sources[s].Documents.Ids[next[s]] < _sources[first].Documents.Ids[next[first]]))
                first = s;
        }

        return first;
    }

    Lexicon MergeLexemes()
    {
        var lexicon = new LexiconBuilder(_sources.Sum(s => s.Lexicon.Count), _sources.Sum(s => s.Lexicon.TextBytes));
        for (var first = FirstLexeme(); first >= 0; first = FirstLexeme())
        {
            var lexeme = _sources[first].Lexicon[_cursors[first].Lexeme];
            var before = _written;
            OpenPostings(lexeme);
            MergePostings();
            if (_written > before)
                lexicon.Add(lexeme, _written - before);
        }

        return lexicon.Build();
    }

    int FirstLexeme()
    {
        var first = -1;
        for (var s = 0; s < _sources.Length; s++)
        {
            if (_cursors[s].Lexeme < _sources[s].Lexicon.Count
                && (first < 0 || Lexeme(s).SequenceCompareTo(Lexeme(first)) < 0))
                first = s;
        }

        return first;
    }

    ReadOnlySpan<byte> Lexeme(int source) => _sources[source].Lexicon[_cursors[source].Lexeme];

    // Each source with the lexeme moves to its postings and past it.
    void OpenPostings(ReadOnlySpan<byte> lexeme)
    {
        for (var s = 0; s < _sources.Length; s++)
        {
            ref var cursor = ref _cursors[s];
            (cursor.Posting, cursor.End) = (0, 0);
            if (cursor.Lexeme < _sources[s].Lexicon.Count && Lexeme(s).SequenceEqual(lexeme))
                (cursor.Posting, cursor.End) = _sources[s].Lexicon.Postings(cursor.Lexeme++);
        }
    }

    void MergePostings()
    {
        for (var from = FirstPosting(); from >= 0; from = FirstPosting())
        {
            var (source, at) = (_sources[from].Postings, _cursors[from].Posting++);
            _postings.Documents[_written] = _numbers[from][source.Documents[at]];
            _postings.Frequencies[_written] = source.Frequencies[at];
            _postings.Impacts[_written++] = source.Impacts[at];
        }
    }

    int FirstPosting()
    {
        var (first, number) = (-1, int.MaxValue);
        for (var s = 0; s < _sources.Length; s++)
        {
            ref var cursor = ref _cursors[s];
            while (cursor.Posting < cursor.End && Number(s) == Gone)
                cursor.Posting++;
            if (cursor.Posting < cursor.End && Number(s) < number)
                (first, number) = (s, Number(s));
        }

        return first;
    }

    int Number(int source) => _numbers[source][_sources[source].Postings.Documents[_cursors[source].Posting]];
}
