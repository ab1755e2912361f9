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
        var (documents, impacts, units) = (postings.Documents, postings.Impacts, Units);
        End = Next + 1;
        var i = Next;
        for (; i >= Start && documents[i] >= floor; i--)
            sums[documents[i] - floor] += units[impacts[i]];
        Next = i;
        Low = i + 1;
    }

    /// <summary>Raises the sums of the window's documents.</summary>
    /// <returns>Whether there were any.</returns>
    public bool RaiseTo(ushort[] sums, PostingColumns postings, int floor)
    {
        var (documents, impacts, units) = (postings.Documents, postings.Impacts, Units);
        End = Next + 1;
        var i = Next;
        for (; i >= Start && documents[i] >= floor; i--)
        {
            ref var sum = ref sums[documents[i] - floor];
            sum = Math.Max(sum, units[impacts[i]]);
        }

        Next = i;
        Low = i + 1;
        return End > Low;
    }

    /// <summary>The posting of a document, below 0 for none; after a window, of a document of that window.</summary>
    public readonly int Find(int document, PostingColumns postings)
    {
        var at = postings.Documents.AsSpan(Low, End - Low).BinarySearch(document);
        return at < 0 ? -1 : Low + at;
    }
}
