using System.Buffers;
using System.Runtime.Intrinsics;

namespace Bits.Search.Live;

/// <summary>Finds what fits in one segment. Goes through it window by window, the highest ids first: adds up the impacts of
/// each window's postings in 16 bits, lets vector instructions pick the sums that are large enough, and looks at those
/// documents alone.</summary>
/// <remarks>Nothing is skipped that could be wanted: a sum is never less than the rank it stands for.</remarks>
sealed class SegmentScan
{
    const int Window = Segment.Window;

    readonly Segment _segment;
    readonly ScanRequest _request;
    readonly ScanTarget _target;
    readonly ScanCandidates _candidates;
    readonly StrandCursor[] _cursors;
    readonly ushort[] _sums = ArrayPool<ushort>.Shared.Rent(Window);
    readonly ushort[] _clause = ArrayPool<ushort>.Shared.Rent(Window);

    SegmentScan(Segment segment, ScanRequest request, ScanTarget target, StrandCursor[] cursors)
    {
        (_segment, _request, _target, _cursors) = (segment, request, target, cursors);
        _candidates = new(segment, request, target, cursors);
    }

    /// <summary>Gives the target what it wants of a segment.</summary>
    public static void Run(Segment segment, ScanRequest request, ScanTarget target)
    {
        var cursors = StrandCursor.Open(segment, request.Plan.Strands);
        if (cursors.Length == 0 || !CanFit(request, cursors))
            return;

        var scan = new SegmentScan(segment, request, target, cursors);
        if (LeadingClause.Find(request, cursors) is { } lead)
            scan._candidates.LookAtAll(lead);
        else
            scan.RunWindows();

        ArrayPool<ushort>.Shared.Return(scan._sums);
        ArrayPool<ushort>.Shared.Return(scan._clause);
    }

    static bool CanFit(ScanRequest request, StrandCursor[] cursors) =>
        request.Group != Ranking.MatchGroup.AllWords
        || cursors.Select(cursor => cursor.Clause).Distinct().Count() == request.Plan.Query.Clauses.Count;

    void RunWindows()
    {
        _sums.AsSpan(0, Window).Clear();
        _clause.AsSpan(0, Window).Clear();
        for (var top = LastDocument(); top >= 0 && !_target.IsDone; top = LastDocument())
        {
            var floor = top - (top % Window);
            _candidates.Enter(_segment.Newest(floor / Window));
            AddUp(floor);
            PickOut(floor, top - floor);
            _sums.AsSpan(0, Window).Clear();
        }
    }

    int LastDocument()
    {
        var last = -1;
        foreach (ref var cursor in _cursors.AsSpan())
        {
            if (cursor.Next >= cursor.Start)
                last = Math.Max(last, _segment.Postings.Documents[cursor.Next]);
        }

        return last;
    }

    // A clause counts once: of several strands, the one that adds most.
    void AddUp(int floor)
    {
        for (var first = 0; first < _cursors.Length;)
        {
            var next = first + 1;
            while (next < _cursors.Length && _cursors[next].Clause == _cursors[first].Clause)
                next++;

            if (next == first + 1)
                _cursors[first].AddTo(_sums, _segment.Postings, floor);
            else
                AddUpClause(_cursors.AsSpan(first, next - first), floor);
            first = next;
        }
    }

    void AddUpClause(Span<StrandCursor> cursors, int floor)
    {
        var any = false;
        foreach (ref var cursor in cursors)
            any |= cursor.RaiseTo(_clause, _segment.Postings, floor);
        if (!any)
            return;

        for (var i = 0; i < Window; i += Vector256<ushort>.Count)
        {
            var sum = Vector256.LoadUnsafe(ref _sums[i]) + Vector256.LoadUnsafe(ref _clause[i]);
            sum.StoreUnsafe(ref _sums[i]);
            Vector256<ushort>.Zero.StoreUnsafe(ref _clause[i]);
        }
    }

    void PickOut(int floor, int top)
    {
        var (least, below) = Wanted();
        var (leastAll, belowAll) = (Vector256.Create(least), Vector256.Create(below));
        var mask = Vector256.Create(_request.Group == Ranking.MatchGroup.AllWords
            ? ushort.MaxValue
            : (ushort)_request.Plan.ShareMask);
        for (var i = top - (top % Vector256<ushort>.Count); i >= 0; i -= Vector256<ushort>.Count)
        {
            var sums = Vector256.LoadUnsafe(ref _sums[i]);
            var wanted = Vector256.GreaterThanOrEqual(sums & mask, leastAll) & Vector256.LessThanOrEqual(sums, belowAll);
            for (var bits = wanted.ExtractMostSignificantBits(); bits != 0;)
            {
                var bit = 31 - System.Numerics.BitOperations.LeadingZeroCount(bits);
                bits ^= 1u << bit;
                _candidates.LookAt(floor + i + bit, _sums[i + bit] & _request.Plan.ShareMask);
            }
        }
    }

    // From which sum to which a document is of the group and can reach the rank.
    (ushort Least, ushort Most) Wanted()
    {
        var plan = _request.Plan;
        var least = _candidates.Bound.Least;
        return _request.Group == Ranking.MatchGroup.AllWords
            ? ((ushort)Math.Min(ushort.MaxValue, plan.AllClauses + least), ushort.MaxValue)
            : ((ushort)Math.Min(ushort.MaxValue, least), (ushort)(plan.AllClauses - 1));
    }
}
