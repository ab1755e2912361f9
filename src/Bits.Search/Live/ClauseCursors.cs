namespace Bits.Search.Live;

/// <summary>The cursors of a scan by clause, the rarest clause first.</summary>
sealed class ClauseCursors
{
    readonly Segment _segment;
    readonly StrandCursor[] _cursors;
    readonly int _shareMask;
    readonly ClauseInWindow[] _clauses;

    struct ClauseInWindow
    {
        public Range Cursors;
        public int Next; // the highest window further down
        public int Count;
        public int Most;
    }

    /// <param name="segment">Where they go.</param>
    /// <param name="cursors">The cursors, those of a clause side by side.</param>
    /// <param name="shareMask">The bits of the units that are a share of the best rank.</param>
    public ClauseCursors(Segment segment, StrandCursor[] cursors, int shareMask)
    {
        (_segment, _cursors, _shareMask) = (segment, cursors, shareMask);
        _clauses =
        [
            .. Clauses(cursors).OrderBy(clause => cursors[clause].Sum(cursor => (long)cursor.Count))
                .Select(clause => new ClauseInWindow { Cursors = clause, Next = cursors[clause].Max(cursor => cursor.NextWindow) }),
        ];
    }

    /// <summary>How many clauses there are.</summary>
    public int Count => _clauses.Length;

    /// <summary>The cursors of all clauses.</summary>
    public StrandCursor[] All => _cursors;

    /// <summary>The cursors of a clause.</summary>
    public Span<StrandCursor> this[int clause] => _cursors.AsSpan(_clauses[clause].Cursors);

    /// <summary>How many postings a clause has in the window.</summary>
    public int CountOf(int clause) => _clauses[clause].Count;

    /// <summary>The share that all clauses add at most to a document of the window.</summary>
    public int Most { get; private set; }

    /// <summary>The share that all other clauses add at most.</summary>
    public int MostOfOthers(int clause) => Most - _clauses[clause].Most;

    /// <summary>The next window further down where a document may be wanted, below 0 for none: where every clause is needed, no
    /// document above the last one of any clause has them all.</summary>
    public int Next(bool needsAll)
    {
        var next = needsAll ? int.MaxValue : -1;
        foreach (ref var clause in _clauses.AsSpan())
            next = needsAll ? Math.Min(next, clause.Next) : Math.Max(next, clause.Next);

        return next;
    }

    /// <summary>Goes to a window.</summary>
    /// <returns>Whether a document can be there: of all clauses, where every one is needed.</returns>
    public bool Enter(int window, bool needsAll)
    {
        Most = 0;
        var with = 0;
        foreach (ref var clause in _clauses.AsSpan())
        {
            Enter(ref clause, window);
            Most += clause.Most;
            with += clause.Count > 0 ? 1 : 0;
        }

        return needsAll ? with == Count : with > 0;
    }

    void Enter(ref ClauseInWindow clause, int window)
    {
        (clause.Next, clause.Count, clause.Most) = (-1, 0, 0);
        foreach (ref var cursor in _cursors.AsSpan(clause.Cursors))
        {
            cursor.Enter(_segment, window);
            clause.Next = Math.Max(clause.Next, cursor.NextWindow);
            clause.Count += cursor.InWindow;
            clause.Most = Math.Max(clause.Most, cursor.Units[cursor.Most] & _shareMask);
        }
    }

    static IEnumerable<Range> Clauses(StrandCursor[] cursors)
    {
        for (var (first, end) = (0, 0); first < cursors.Length; first = end)
        {
            while (end < cursors.Length && cursors[end].Clause == cursors[first].Clause)
                end++;
            yield return first..end;
        }
    }
}
