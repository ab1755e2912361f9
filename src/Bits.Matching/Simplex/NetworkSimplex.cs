using System.Runtime.InteropServices;

namespace Bits.Matching.Simplex;

/// <summary>Finds the assignment of most value among some of the pairs, and continues from there when pairs are added.</summary>
/// <remarks>
/// The primal network simplex. Its trees are strongly feasible (from every node a unit of flow can go up to the root), which
/// excludes cycling. Everything is a whole number, so the result is exact.
/// </remarks>
sealed class NetworkSimplex
{
    const int PivotsBetweenChecks = 1024;
    const int MinBlock = 64;

    readonly SpanningTree _tree;
    readonly int _mentees;
    readonly IReadOnlyList<int> _capacities;

    // Whether all places of a mentor are taken, while the mentor does not hang on the root.
    readonly bool[] _isFull;

    readonly List<Candidate> _candidates = [];
    int _position;

    /// <summary>Starts with no pair at all.</summary>
    public NetworkSimplex(int mentees, IReadOnlyList<int> capacities)
    {
        (_mentees, _capacities, _isFull) = (mentees, capacities, new bool[capacities.Count]);
        _tree = new(mentees, capacities.Count);
        for (var mentee = 0; mentee < mentees; mentee++)
            _candidates.Add(new(mentee, _tree.Root, 0));
    }

    /// <summary>The pairs of the assignment.</summary>
    public IEnumerable<Pair> Pairs =>
        from node in Enumerable.Range(0, _tree.Root)
        let parent = _tree.Parents[node]
        where parent != _tree.Root && _tree.Flows[node] == 1
        select _tree.IsMentor(node) ? new Pair(parent, node - _mentees) : new Pair(node, parent - _mentees);

    /// <summary>What a mentee gains, once <see cref="Optimize"/> is done.</summary>
    public int Gain(int mentee) => (int)_tree.Values[mentee];

    /// <summary>The price of a place with a mentor; without any place one that no mentee pays.</summary>
    public int Price(int mentor) =>
        _capacities[mentor] == 0 ? Score.Max : (int)Math.Max(0, _tree.Values[_mentees + mentor]);

    /// <summary>Gives a mentor the first mentees, best first; all of them have no mentor yet.</summary>
    public void Fill(int mentor, (int Mentee, int Score)[] held)
    {
        var node = _mentees + mentor;
        if (held.Length > 0 && held.Length == _capacities[mentor])
        {
            // The last one sets the price: what the others score beyond it they gain.
            var (last, score) = held[^1];
            (held, _isFull[mentor], _tree.Flows[last]) = (held[..^1], true, 0);
            _tree.Move(node, node, last, flow: 1, score);
        }
        else
        {
            _tree.Flows[node] = held.Length;
        }

        foreach (var (mentee, score) in held)
            _tree.Move(mentee, mentee, node, flow: 1, score - _tree.Values[node]);
    }

    /// <summary>Adds a pair.</summary>
    public void Add(int mentee, int mentor, int score) => _candidates.Add(new(mentee, _mentees + mentor, score));

    /// <summary>Improves the assignment until no pair that was added can.</summary>
    public void Optimize(CancellationToken ct)
    {
        for (var pivots = 1; FindEntering() is { } entering; pivots++)
        {
            Pivot(entering);
            if (pivots % PivotsBetweenChecks == 0)
                ct.ThrowIfCancellationRequested();
        }
    }

    // An edge that may enter the tree: of a pair, or of a mentee and the root, which means to have no mentor.
    readonly record struct Candidate(int Mentee, int Mentor, int Score);

    // An edge that enters: flow runs from one node to the other, at most so much.
    readonly record struct Entering(int From, int To, int Limit, long Score);

    // Looks at blocks in turn, and takes the best of the first block that has one.
    Entering? FindEntering()
    {
        var count = _candidates.Count + _capacities.Count;
        var block = Math.Max(MinBlock, (int)Math.Sqrt(count));
        for (var left = count; left > 0;)
        {
            var start = _position < count ? _position : 0;
            _position = Math.Min(start + block, count);
            left -= _position - start;
            if (FindBest(start, _position) is { } best)
                return ToEntering(best);
        }

        return null;
    }

    // Behind the candidates stand the edges of mentors and the root.
    int? FindBest(int start, int end)
    {
        var values = _tree.Values;
        var candidates = CollectionsMarshal.AsSpan(_candidates);
        var (best, bestGain) = ((int?)null, 0L);
        for (var position = start; position < Math.Min(end, candidates.Length); position++)
            if (candidates[position] is var one && one.Score - values[one.Mentee] - values[one.Mentor] is var gain && gain > bestGain)
                (best, bestGain) = (position, gain);
        for (var mentor = Math.Max(0, start - candidates.Length); mentor < end - candidates.Length; mentor++)
            if (values[_mentees + mentor] * (_isFull[mentor] ? -1 : 1) is var gain && gain > bestGain)
                (best, bestGain) = (candidates.Length + mentor, gain);

        return best;
    }

    Entering ToEntering(int position)
    {
        if (position < _candidates.Count)
        {
            var one = _candidates[position];
            return new(one.Mentee, one.Mentor, int.MaxValue, one.Score);
        }

        var mentor = position - _candidates.Count;
        return _isFull[mentor]
            ? new(_tree.Root, _mentees + mentor, _capacities[mentor], 0)
            : new(_mentees + mentor, _tree.Root, _capacities[mentor], 0);
    }

    void Pivot(Entering entering)
    {
        var join = _tree.FindJoin(entering.From, entering.To);
        var (amount, cut, isBelowFrom) = FindLeaving(entering, join);
        Push(entering, join, amount);
        if (cut is not { } leaving)
        {
            // All places of a mentor were taken or given up at once; the tree stays.
            _isFull[Math.Min(entering.From, entering.To) - _mentees] ^= true;
            return;
        }

        if (_tree.IsMentor(leaving) && _tree.Parents[leaving] == _tree.Root)
            _isFull[leaving - _mentees] = _tree.Flows[leaving] > 0;
        var (child, parent) = isBelowFrom ? (entering.From, entering.To) : (entering.To, entering.From);
        var flow = entering.From == _tree.Root ? entering.Limit - amount : amount;
        _tree.Move(leaving, child, parent, flow, entering.Score - _tree.Values[parent]);
    }

    // Flow comes down from the join to the entering edge and goes back up behind it. Of the edges that allow least, the last
    // one on this way leaves: so the tree stays strongly feasible.
    (int Amount, int? Cut, bool IsBelowFrom) FindLeaving(Entering entering, int join)
    {
        var (amount, cut, isBelowFrom) = (entering.Limit, (int?)null, false);
        for (var node = entering.From; node != join; node = _tree.Parents[node])
            if (RoomDown(node) is var room && room < amount)
                (amount, cut, isBelowFrom) = (room, node, true);
        for (var node = entering.To; node != join; node = _tree.Parents[node])
            if (RoomUp(node) is var room && room <= amount)
                (amount, cut, isBelowFrom) = (room, node, false);

        return (amount, cut, isBelowFrom);
    }

    int RoomDown(int node) => _tree.RunsUp(node) ? _tree.Flows[node] : int.MaxValue;

    int RoomUp(int node)
    {
        if (!_tree.RunsUp(node))
            return _tree.Flows[node];

        return _tree.IsMentor(node) ? _capacities[node - _mentees] - _tree.Flows[node] : int.MaxValue;
    }

    void Push(Entering entering, int join, int amount)
    {
        if (amount == 0)
            return;
        for (var node = entering.From; node != join; node = _tree.Parents[node])
            _tree.Flows[node] += _tree.RunsUp(node) ? -amount : amount;
        for (var node = entering.To; node != join; node = _tree.Parents[node])
            _tree.Flows[node] += _tree.RunsUp(node) ? amount : -amount;
    }
}
