using System.Numerics;
using System.Runtime.Intrinsics;
using Bits.Search.Live.Segments;
using Bits.Search.Ranking;

namespace Bits.Search.Live.Scan;

/// <summary>Finds the matches in one segment, window by window, the highest ids first. Adds the impacts of a window's
/// postings in 16 bits, skips postings that cannot bring their document onto the page, and checks documents with large
/// enough sums.</summary>
/// <remarks>Never skips a hit: a sum is at least the rank that it stands for. A posting is skipped only when it is too
/// small even with the maximum of every other clause.</remarks>
sealed class SegmentScan : IDisposable
{
    // A lookup of a posting costs about as much as a pass over this many.
    const int LookupCost = 12;

    readonly Segment _segment;
    readonly ScanRequest _request;
    readonly ScanTarget _target;
    readonly ClauseIterators _clauses;
    readonly ScanCandidates _candidates;
    readonly ScoreAccumulator _sums = new();
    readonly ScoreAccumulator _clause = new();

    SegmentScan(Segment segment, ScanRequest request, ScanTarget target, ClauseIterators clauses)
    {
        (_segment, _request, _target, _clauses) = (segment, request, target, clauses);
        _candidates = new(segment, request, target, clauses.All);
    }

    bool NeedsAll => _request.Group == MatchGroup.AllWords;

    /// <summary>Adds the matches of a segment to the target.</summary>
    public static void Run(Segment segment, ScanRequest request, ScanTarget target)
    {
        var clauses = new ClauseIterators(segment, PostingIterator.Open(segment, request.Plan.Matchers), request.Plan.ShareMask);
        if (clauses.Count == 0 || (request.Group == MatchGroup.AllWords && clauses.Count < request.Plan.Query.Clauses.Count))
            return;

        using var scan = new SegmentScan(segment, request, target, clauses);
        scan._candidates.LookAtExactTitles();
        scan.RunWindows();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _sums.Dispose();
        _clause.Dispose();
    }

    void RunWindows()
    {
        for (var window = _clauses.Next(NeedsAll); window >= 0 && !_target.IsDone; window = _clauses.Next(NeedsAll))
        {
            _candidates.Enter(_segment.Newest(window));
            if (!_clauses.Enter(window, NeedsAll) || _clauses.Max < _candidates.Bound.Min)
                continue;

            var floor = window * Segment.Window;
            AddUp(floor);
            if (_sums.IsSparse)
                PickSparse(floor);
            else
                PickDense(floor);
            _sums.Clear();
        }
    }

    // Looks documents up when every clause is needed and the clauses before left few documents.
    void AddUp(int floor)
    {
        for (var clause = 0; clause < _clauses.Count; clause++)
        {
            var iterators = _clauses[clause];
            if (clause > 0 && NeedsAll && _sums.IsSparse && _sums.Touched.Length * iterators.Length * LookupCost < _clauses.CountOf(clause))
                LookUp(iterators, floor);
            else
                AddUp(clause, iterators, floor);
        }
    }

    // A clause counts once, with its best matcher. When every clause is needed, it counts only for documents of the
    // clauses before.
    void AddUp(int clause, Span<PostingIterator> iterators, int floor)
    {
        var min = _candidates.Bound.Min - _clauses.MaxOfOthers(clause);
        var joins = NeedsAll && clause > 0;
        var raised = clause == 0 ? _sums : _clause;
        foreach (ref var iterator in iterators)
        {
            var documents = iterator.Documents(_segment.Postings);
            var impacts = iterator.Impacts(_segment.Postings);
            var minImpact = MinImpact(iterator.Units, min);
            if (clause > 0 && iterators.Length == 1)
                _sums.Add(documents, impacts, iterator.Units, floor, minImpact, joins);
            else
                raised.Raise(documents, impacts, iterator.Units, floor, minImpact);
        }

        if (clause > 0 && iterators.Length > 1)
            _sums.Fold(_clause, joins);
    }

    void LookUp(Span<PostingIterator> iterators, int floor)
    {
        foreach (var document in _sums.Touched)
        {
            var max = (ushort)0;
            foreach (ref var iterator in iterators)
            {
                var posting = iterator.Find(floor + document, _segment.Postings);
                if (posting >= 0)
                    max = Math.Max(max, iterator.Units[_segment.Postings.Impacts[posting]]);
            }

            _sums.Add(document, max);
        }
    }

    // Returns the minimum impact with so many units; above the largest impact without one.
    int MinImpact(ushort[] units, int min)
    {
        var (low, high) = (0, units.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if ((units[middle] & _request.Plan.ShareMask) < min)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    void PickSparse(int floor)
    {
        var (min, below) = Wanted();
        foreach (var document in _sums.Touched)
        {
            var sum = _sums.All[document];
            if ((sum & WantedMask) >= min && sum <= below)
                _candidates.LookAt(floor + document, sum & _request.Plan.ShareMask);
        }
    }

    void PickDense(int floor)
    {
        var (min, below) = Wanted();
        var (minAll, belowAll) = (Vector256.Create(min), Vector256.Create(below));
        var mask = Vector256.Create(WantedMask);
        var all = _sums.All;
        for (var i = Segment.Window - Vector256<ushort>.Count; i >= 0; i -= Vector256<ushort>.Count)
        {
            var sums = Vector256.Create(all.Slice(i, Vector256<ushort>.Count));
            var wanted = Vector256.GreaterThanOrEqual(sums & mask, minAll) & Vector256.LessThanOrEqual(sums, belowAll);
            for (var bits = wanted.ExtractMostSignificantBits(); bits != 0;)
            {
                var bit = 31 - BitOperations.LeadingZeroCount(bits);
                bits ^= 1u << bit;
                _candidates.LookAt(floor + i + bit, all[i + bit] & _request.Plan.ShareMask);
            }
        }
    }

    ushort WantedMask => NeedsAll ? ushort.MaxValue : (ushort)_request.Plan.ShareMask;

    // Returns the range of sums of a document that belongs to the group and can reach the rank.
    (ushort Min, ushort Max) Wanted()
    {
        var plan = _request.Plan;
        var min = _candidates.Bound.Min;
        return NeedsAll
            ? ((ushort)Math.Min(ushort.MaxValue, plan.AllClauses + min), ushort.MaxValue)
            : ((ushort)Math.Min(ushort.MaxValue, min), (ushort)(plan.AllClauses - 1));
    }
}
