using Bits.Search.Paths;

namespace Bits.Search.Live.Scan;

/// <summary>Keeps the best of all offered documents.</summary>
/// <param name="limit">The maximum number of documents.</param>
sealed class TopDocuments(int limit)
{
    // A heap whose root is the last of the kept documents.
    readonly RankedDocument[] _heap = new RankedDocument[limit];

    /// <summary>Gets the number of kept documents.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the minimum rank of a document to be kept.</summary>
    public int MinRank => Count < limit ? 0 : _heap[0].Rank;

    /// <summary>Offers a document; each once.</summary>
    public void Offer(in RankedDocument document)
    {
        if (Count < limit)
            Add(document);
        else if (IsBefore(document, _heap[0]))
            ReplaceLast(document);
    }

    /// <summary>Returns the kept documents, in order.</summary>
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
