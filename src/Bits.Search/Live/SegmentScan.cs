using System.Numerics;
using System.Runtime.Intrinsics;
using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>Finds what fits in one segment. Goes through it window by window, the highest ids first: adds up the impacts of
/// each window's postings in 16 bits, leaving out those that cannot bring their document onto the page, and looks at the documents
/// whose sums are large enough.</summary>
/// <remarks>Nothing is skipped that could be wanted: a sum is never less than the rank it stands for, and a posting is left out only
/// where it is too small even beside the largest of every other clause.</remarks>
sealed class SegmentScan : IDisposable
{
    // Looking a posting up costs about as much as going through this many.
    const int Dearer = 12;

    readonly Segment _segment;
    readonly ScanRequest _request;
    readonly ScanTarget _target;
    readonly ClauseCursors _clauses;
    readonly ScanCandidates _candidates;
    readonly WindowSums _sums = new();
    readonly WindowSums _clause = new();

    SegmentScan(Segment segment, ScanRequest request, ScanTarget target, ClauseCursors clauses)
    {
        (_segment, _request, _target, _clauses) = (segment, request, target, clauses);
        _candidates = new(segment, request, target, clauses.All);
    }

    bool NeedsAll => _request.Group == MatchGroup.AllWords;

    /// <summary>Gives the target what it wants of a segment.</summary>
    public static void Run(Segment segment, ScanRequest request, ScanTarget target)
    {
        var clauses = new ClauseCursors(segment, StrandCursor.Open(segment, request.Plan.Strands), request.Plan.ShareMask);
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
            if (!_clauses.Enter(window, NeedsAll) || _clauses.Most < _candidates.Bound.Least)
                continue;

            var floor = window * Segment.Window;
            AddUp(floor);
            if (_sums.IsSparse)
                PickFew(floor);
            else
                PickOut(floor);
            _sums.Clear();
        }
    }

    // Where every clause is needed and those before left few documents, they are looked up.
    void AddUp(int floor)
    {
        for (var clause = 0; clause < _clauses.Count; clause++)
        {
            var cursors = _clauses[clause];
            if (clause > 0 && NeedsAll && _sums.IsSparse && _sums.Touched.Length * cursors.Length * Dearer < _clauses.CountOf(clause))
                LookUp(cursors, floor);
            else
                AddUp(clause, cursors, floor);
        }
    }

    // A clause counts once: of several strands, the one that adds most. Where every clause is needed, it counts for documents of
    // those before alone.
    void AddUp(int clause, Span<StrandCursor> cursors, int floor)
    {
        var least = _candidates.Bound.Least - _clauses.MostOfOthers(clause);
        var joins = NeedsAll && clause > 0;
        var raised = clause == 0 ? _sums : _clause;
        foreach (ref var cursor in cursors)
        {
            var documents = cursor.Documents(_segment.Postings);
            var impacts = cursor.Impacts(_segment.Postings);
            var leastImpact = LeastImpact(cursor.Units, least);
            if (clause > 0 && cursors.Length == 1)
                _sums.Add(documents, impacts, cursor.Units, floor, leastImpact, joins);
            else
                raised.Raise(documents, impacts, cursor.Units, floor, leastImpact);
        }

        if (clause > 0 && cursors.Length > 1)
            _sums.Fold(_clause, joins);
    }

    void LookUp(Span<StrandCursor> cursors, int floor)
    {
        foreach (var document in _sums.Touched)
        {
            var most = (ushort)0;
            foreach (ref var cursor in cursors)
            {
                var posting = cursor.Find(floor + document, _segment.Postings);
                if (posting >= 0)
                    most = Math.Max(most, cursor.Units[_segment.Postings.Impacts[posting]]);
            }

            _sums.Add(document, most);
        }
    }

    // The least impact that is worth so much; above the largest impact for none.
    int LeastImpact(ushort[] units, int least)
    {
        var (low, high) = (0, units.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if ((units[middle] & _request.Plan.ShareMask) < least)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    void PickFew(int floor)
    {
        var (least, below) = Wanted();
        foreach (var document in _sums.Touched)
        {
            var sum = _sums.All[document];
            if ((sum & WantedMask) >= least && sum <= below)
                _candidates.LookAt(floor + document, sum & _request.Plan.ShareMask);
        }
    }

    void PickOut(int floor)
    {
        var (least, below) = Wanted();
        var (leastAll, belowAll) = (Vector256.Create(least), Vector256.Create(below));
        var mask = Vector256.Create(WantedMask);
        var all = _sums.All;
        for (var i = Segment.Window - Vector256<ushort>.Count; i >= 0; i -= Vector256<ushort>.Count)
        {
            var sums = Vector256.Create(all.Slice(i, Vector256<ushort>.Count));
            var wanted = Vector256.GreaterThanOrEqual(sums & mask, leastAll) & Vector256.LessThanOrEqual(sums, belowAll);
            for (var bits = wanted.ExtractMostSignificantBits(); bits != 0;)
            {
                var bit = 31 - BitOperations.LeadingZeroCount(bits);
                bits ^= 1u << bit;
                _candidates.LookAt(floor + i + bit, all[i + bit] & _request.Plan.ShareMask);
            }
        }
    }

    ushort WantedMask => NeedsAll ? ushort.MaxValue : (ushort)_request.Plan.ShareMask;

    // From which sum to which a document is of the group and can reach the rank.
    (ushort Least, ushort Most) Wanted()
    {
        var plan = _request.Plan;
        var least = _candidates.Bound.Least;
        return NeedsAll
            ? ((ushort)Math.Min(ushort.MaxValue, plan.AllClauses + least), ushort.MaxValue)
            : ((ushort)Math.Min(ushort.MaxValue, least), (ushort)(plan.AllClauses - 1));
    }
}
