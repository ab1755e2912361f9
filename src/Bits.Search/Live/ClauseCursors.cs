namespace Bits.Search.Live;

/// <summary>The cursors of a scan by clause, the rarest clause first.</summary>
sealed class ClauseCursors
{
    readonly Segment _segment;
    readonly StrandCursor[] _cursors;
    readonly Range[] _clauses;
    readonly int[] _most;
    readonly int _mostOfAll;

    /// <param name="segment">Where they go.</param>
    /// <param name="cursors">The cursors, those of a clause side by side.</param>
    /// <param name="shareMask">The bits of the units that are a share of the best rank.</param>
    public ClauseCursors(Segment segment, StrandCursor[] cursors, int shareMask)
    {
        (_segment, _cursors) = (segment, cursors);
        _clauses = [.. Clauses(cursors).OrderBy(clause => cursors[clause].Sum(cursor => (long)cursor.Count))];
        _most = [.. _clauses.Select(clause => cursors[clause].Max(cursor => cursor.Units[Impact.Most] & shareMask))];
        _mostOfAll = _most.Sum();
    }

    /// <summary>How many clauses there are.</summary>
    public int Count => _clauses.Length;

    /// <summary>The cursors of all clauses.</summary>
    public StrandCursor[] All => _cursors;

    /// <summary>The cursors of a clause.</summary>
    public Span<StrandCursor> this[int clause] => _cursors.AsSpan(_clauses[clause]);

    /// <summary>The share that all other clauses add at most.</summary>
    public int MostOfOthers(int clause) => _mostOfAll - _most[clause];

    /// <summary>The highest document that no window has had yet and that may be wanted, below 0 for none: where every clause is
    /// needed, no document above the last one of any clause has them all.</summary>
    public int Next(bool needsAll)
    {
        var next = needsAll ? int.MaxValue : -1;
        for (var clause = 0; clause < Count; clause++)
            next = needsAll ? Math.Min(next, Last(clause)) : Math.Max(next, Last(clause));

        return next;
    }

    /// <summary>A clause goes to a window.</summary>
    /// <returns>How many postings it has there.</returns>
    public int Enter(int clause, int floor)
    {
        var postings = 0;
        foreach (ref var cursor in this[clause])
        {
            cursor.Enter(_segment.Postings, floor);
            postings += cursor.Documents(_segment.Postings).Length;
        }

        return postings;
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

    int Last(int clause)
    {
        var last = -1;
        foreach (ref var cursor in this[clause])
            last = Math.Max(last, cursor.Last(_segment.Postings));

        return last;
    }
}
