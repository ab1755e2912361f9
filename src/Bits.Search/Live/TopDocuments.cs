using Bits.Search.Paths;

namespace Bits.Search.Live;

/// <summary>Keeps the first documents in the order of the list, of all that are offered.</summary>
/// <param name="limit">How many.</param>
sealed class TopDocuments(int limit)
{
    // A heap whose root is the last of those kept.
    readonly RankedDocument[] _heap = new RankedDocument[limit];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>A document needs this rank to be kept.</summary>
    public int LeastRank => Count < limit ? 0 : _heap[0].Rank;

    /// <summary>Whether a document of this rank and id, or one behind it, would be kept.</summary>
    public bool WouldKeep(int rank, long id) => Count < limit || IsBefore(new(id, rank, 0), _heap[0]);

    /// <summary>Offers a document; each once.</summary>
    public void Offer(in RankedDocument document)
    {
        if (Count < limit)
            Add(document);
        else if (IsBefore(document, _heap[0]))
            ReplaceLast(document);
    }

    /// <summary>Those kept, in order.</summary>
    public RankedDocument[] ToList()
    {
        var list = _heap[..Count];
        Array.Sort(list, (a, b) => (b.Rank, b.Id).CompareTo((a.Rank, a.Id)));
        return list;
    }

    void Add(in RankedDocument document)
    {
        var at = Count++;
        for (; at > 0 && IsBefore(_heap[(at - 1) / 2], document); at = (at - 1) / 2)
            _heap[at] = _heap[(at - 1) / 2];
        _heap[at] = document;
    }

    void ReplaceLast(in RankedDocument document)
    {
        var at = 0;
        for (var child = 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && IsBefore(_heap[child], _heap[child + 1]))
                child++;
            if (!IsBefore(document, _heap[child]))
                break;

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = document;
    }

    static bool IsBefore(in RankedDocument one, in RankedDocument other) =>
        one.Rank > other.Rank || (one.Rank == other.Rank && one.Id > other.Id);
}
