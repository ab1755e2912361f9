using Bits.Search.Ranking;

namespace Bits.Search.Live.Segments;

/// <summary>Builds a segment from documents in any order. One writer.</summary>
/// <param name="averages">The average lengths that impacts are relative to.</param>
sealed class SegmentBuilder(AverageLengths averages)
{
    readonly LexemeTable _lexemes = new();
    readonly List<(DocumentRow Row, int End)> _documents = [];
    (int Lexeme, ushort Frequency)[] _postings = new (int, ushort)[256];
    int _count;

    /// <summary>Gets the number of documents.</summary>
    public int Count => _documents.Count;

    /// <summary>Adds a document.</summary>
    /// <param name="row">The data of the document; each id once.</param>
    /// <param name="vector">The words, in the format of <c>tsvectorsend</c>.</param>
    public void Add(in DocumentRow row, ReadOnlySpan<byte> vector)
    {
        var reader = new TsVectorReader(vector);
        while (reader.Read(out var lexeme, out var frequency))
        {
            if (_count == _postings.Length)
                Array.Resize(ref _postings, 2 * _count);
            _postings[_count++] = (_lexemes.Add(lexeme), frequency);
        }

        _documents.Add((row, _count));
    }

    /// <summary>Builds the segment.</summary>
    public Segment Build()
    {
        var order = DocumentOrder();
        var (numbers, lexicon) = SortLexemes();
        var (documents, postings) = (new DocumentColumns(Count), new PostingColumns(_count));
        var next = new int[lexicon.Count];
        for (var i = 0; i < next.Length; i++)
            next[i] = lexicon.Postings(i).Start;

        for (var to = 0; to < order.Length; to++)
        {
            var from = order[to];
            var (row, end) = _documents[from];
            documents[to] = row;
            var weights = FieldWeights.Of(row.Lengths, averages);
            for (var i = from == 0 ? 0 : _documents[from - 1].End; i < end; i++)
            {
                var at = next[numbers[_postings[i].Lexeme]]++;
                postings.Documents[at] = to;
                postings.Frequencies[at] = _postings[i].Frequency;
                postings.Impacts[at] = Impact.Of(_postings[i].Frequency, weights, row.Quality);
            }
        }

        return new(documents, lexicon, postings);
    }

    int[] DocumentOrder()
    {
        var ids = new long[Count];
        var order = new int[Count];
        for (var i = 0; i < Count; i++)
            (ids[i], order[i]) = (_documents[i].Row.Id, i);
        Array.Sort(ids, order);
        return order;
    }

    (int[] Numbers, Lexicon Lexicon) SortLexemes()
    {
        var sorted = new int[_lexemes.Count];
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = i;
        Array.Sort(sorted, (a, b) => _lexemes[a].SequenceCompareTo(_lexemes[b]));

        var counts = new int[sorted.Length];
        for (var i = 0; i < _count; i++)
            counts[_postings[i].Lexeme]++;

        var numbers = new int[sorted.Length];
        var lexicon = new LexiconBuilder(sorted.Length, _lexemes.TotalBytes);
        for (var number = 0; number < sorted.Length; number++)
        {
            numbers[sorted[number]] = number;
            lexicon.Add(_lexemes[sorted[number]], counts[sorted[number]]);
        }

        return (numbers, lexicon.Build());
    }
}
