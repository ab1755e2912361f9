using Bits.Search.Live.Segments;


namespace Bits.Search.Live.Scan;

/// <summary>The posting iterators of a scan by clause, the rarest clause first.</summary>
sealed class ClauseIterators
{
    readonly Segment _segment;
    readonly PostingIterator[] _iterators;
    readonly int _shareMask;
    readonly ClauseInWindow[] _clauses;

    struct ClauseInWindow
    {
        public Range Iterators;
        public int Next; // the next lower window with postings
        public int Count;
        public int Max;
    }

    /// <param name="segment">The segment of the iterators.</param>
    /// <param name="iterators">The iterators, grouped by clause.</param>
    /// <param name="shareMask">The bits of the units that hold the share of the best rank.</param>
    public ClauseIterators(Segment segment, PostingIterator[] iterators, int shareMask)
    {
        (_segment, _iterators, _shareMask) = (segment, iterators, shareMask);
        _clauses =
        [
            .. Clauses(iterators).OrderBy(clause => iterators[clause].Sum(iterator => (long)iterator.Count))
                .Select(clause => new ClauseInWindow { Iterators = clause, Next = iterators[clause].Max(iterator => iterator.NextWindow) }),
        ];
    }

    /// <summary>Gets the number of clauses.</summary>
    public int Count => _clauses.Length;

    /// <summary>Gets the iterators of all clauses.</summary>
    public PostingIterator[] All => _iterators;

    /// <summary>Gets the iterators of a clause.</summary>
    public Span<PostingIterator> this[int clause] => _iterators.AsSpan(_clauses[clause].Iterators);

    /// <summary>Returns the number of postings of a clause in the window.</summary>
    public int CountOf(int clause) => _clauses[clause].Count;

    /// <summary>Gets the maximum share that all clauses add to a document of the window.</summary>
    public int Max { get; private set; }

    /// <summary>Returns the maximum share that all other clauses add.</summary>
    public int MaxOfOthers(int clause) => Max - _clauses[clause].Max;

    /// <summary>Returns the next lower window that may hold a match; below 0 when there are no more. When every clause
    /// is needed, no document above the last posting of any clause has them all.</summary>
    public int Next(bool needsAll)
    {
        var next = needsAll ? int.MaxValue : -1;
        foreach (ref var clause in _clauses.AsSpan())
            next = needsAll ? Math.Min(next, clause.Next) : Math.Max(next, clause.Next);

        return next;
    }

    /// <summary>Moves to a window.</summary>
    /// <returns>Whether the window may hold a match: a document of all clauses when every one is needed.</returns>
    public bool Enter(int window, bool needsAll)
    {
        Max = 0;
        var with = 0;
        foreach (ref var clause in _clauses.AsSpan())
        {
            Enter(ref clause, window);
            Max += clause.Max;
            with += clause.Count > 0 ? 1 : 0;
        }

        return needsAll ? with == Count : with > 0;
    }

    void Enter(ref ClauseInWindow clause, int window)
    {
        (clause.Next, clause.Count, clause.Max) = (-1, 0, 0);
        foreach (ref var iterator in _iterators.AsSpan(clause.Iterators))
        {
            iterator.Enter(_segment, window);
            clause.Next = Math.Max(clause.Next, iterator.NextWindow);
            clause.Count += iterator.InWindow;
            clause.Max = Math.Max(clause.Max, iterator.Units[iterator.Max] & _shareMask);
        }
    }

    static IEnumerable<Range> Clauses(PostingIterator[] iterators)
    {
        for (var (first, end) = (0, 0); first < iterators.Length; first = end)
        {
            while (end < iterators.Length && iterators[end].Clause == iterators[first].Clause)
                end++;
            yield return first..end;
        }
    }
}
