namespace Bits.Matching.Simplex;

/// <summary>The basis of the simplex: a tree over mentees, mentors and a root, with the flow on its edges.</summary>
/// <remarks>
/// Nodes are the mentees, then the mentors, then the root, which takes mentees without a mentor and gives mentors their
/// places. Flow runs from mentees to mentors and from both to the root. <see cref="Values"/> has the gain of each mentee and
/// the price of each mentor; along an edge of the tree they add up to the score.
/// </remarks>
sealed class SpanningTree
{
    const int Nothing = -1;

    readonly int _mentees;
    readonly int[] _depths;
    readonly int[] _firstChildren;
    readonly int[] _next;
    readonly int[] _previous;
    readonly int[] _stack;

    /// <summary>Hangs every mentee and every mentor on the root: no mentee has a mentor.</summary>
    public SpanningTree(int mentees, int mentors)
    {
        _mentees = mentees;
        Root = mentees + mentors;
        (Parents, Flows, Values) = (new int[Root + 1], new int[Root + 1], new long[Root + 1]);
        (_depths, _stack) = (new int[Root + 1], new int[Root + 1]);
        (_firstChildren, _next, _previous) = (new int[Root + 1], new int[Root + 1], new int[Root + 1]);

        _firstChildren.AsSpan().Fill(Nothing);
        Parents[Root] = Nothing;
        for (var node = 0; node < Root; node++)
        {
            Attach(node, Root);
            (_depths[node], Flows[node]) = (1, IsMentor(node) ? 0 : 1);
        }
    }

    /// <summary>The top of the tree.</summary>
    public int Root { get; }

    /// <summary>The parent of each node.</summary>
    public int[] Parents { get; }

    /// <summary>The flow on the edge from each node to its parent, in the edge's own direction.</summary>
    public int[] Flows { get; }

    /// <summary>The gain of each mentee, the price of each mentor, and 0 for the root.</summary>
    public long[] Values { get; }

    /// <summary>Returns whether a node is a mentor.</summary>
    public bool IsMentor(int node) => node >= _mentees && node != Root;

    /// <summary>Returns whether flow on the edge to the parent runs up: only that of a mentor below a mentee does not.</summary>
    public bool RunsUp(int node) => node < _mentees || Parents[node] == Root;

    /// <summary>Returns the node where the ways from two nodes to the root meet.</summary>
    public int FindJoin(int one, int other)
    {
        while (one != other)
            if (_depths[one] >= _depths[other])
                one = Parents[one];
            else
                other = Parents[other];

        return one;
    }

    /// <summary>Cuts the edge above <paramref name="cut"/> and hangs its subtree below <paramref name="parent"/> by
    /// <paramref name="child"/>, which is in it.</summary>
    /// <param name="cut">The top of the subtree so far.</param>
    /// <param name="child">The top of the subtree from now on.</param>
    /// <param name="parent">A node outside the subtree.</param>
    /// <param name="flow">The flow on the new edge.</param>
    /// <param name="value">The value of <paramref name="child"/> that makes the new edge tight.</param>
    public void Move(int cut, int child, int parent, int flow, long value)
    {
        for (var node = child; ;)
        {
            var (oldParent, oldFlow) = (Parents[node], Flows[node]);
            Detach(node);
            Attach(node, parent);
            Flows[node] = flow;
            if (node == cut)
                break;
            (parent, flow, node) = (node, oldFlow, oldParent);
        }

        Shift(child, value - Values[child]);
    }

    // A higher gain of a mentee lowers the prices of the mentors next to it in the tree, and so on downwards.
    void Shift(int top, long shift)
    {
        var (count, isTopMentor) = (0, IsMentor(top));
        for (var node = top; ;)
        {
            _depths[node] = _depths[Parents[node]] + 1;
            Values[node] += IsMentor(node) == isTopMentor ? shift : -shift;
            for (var child = _firstChildren[node]; child != Nothing; child = _next[child])
                _stack[count++] = child;

            if (count == 0)
                return;
            node = _stack[--count];
        }
    }

    void Attach(int node, int parent)
    {
        var first = _firstChildren[parent];
        (Parents[node], _next[node], _previous[node]) = (parent, first, Nothing);
        if (first != Nothing)
            _previous[first] = node;
        _firstChildren[parent] = node;
    }

    void Detach(int node)
    {
        var (previous, next) = (_previous[node], _next[node]);
        if (previous != Nothing)
            _next[previous] = next;
        else
            _firstChildren[Parents[node]] = next;
        if (next != Nothing)
            _previous[next] = previous;
    }
}
