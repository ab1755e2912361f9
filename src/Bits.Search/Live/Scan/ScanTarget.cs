using Bits.Search.Live.Segments;
using Bits.Search.Paths;
using Bits.Search.Ranking;

namespace Bits.Search.Live.Scan;

/// <summary>Receives the documents that a scan finds.</summary>
abstract class ScanTarget
{
    /// <summary>Gets the minimum rank; the scan may skip documents below it.</summary>
    public virtual int MinRank => 0;

    /// <summary>Gets whether the target needs no more documents.</summary>
    public virtual bool IsDone => false;

    /// <summary>Adds a document; each once.</summary>
    public abstract void Take(in DocumentRow document, in Fit fit);
}

/// <summary>Keeps the best documents after a place.</summary>
sealed class BestTarget(int limit, RankedPlace? after) : ScanTarget
{
    readonly TopDocuments _top = new(limit);

    /// <inheritdoc />
    public override int MinRank => _top.MinRank;

    /// <summary>Returns the kept documents, in order.</summary>
    public RankedDocument[] ToList() => _top.ToList();

    /// <inheritdoc />
    public override void Take(in DocumentRow document, in Fit fit)
    {
        if (after is null || after.Value.IsBefore(fit.Rank, document.Id))
            _top.Offer(new(document.Id, fit.Rank, fit.Clauses));
    }
}

/// <summary>Counts documents by surface, each up to a cap.</summary>
sealed class CountTarget(int cap, Audiences audiences, int surfaces) : ScanTarget
{
    int _full;

    /// <summary>Gets the counts so far.</summary>
    public Dictionary<string, int> Counts { get; } = [];

    /// <inheritdoc />
    public override bool IsDone => _full == surfaces;

    /// <inheritdoc />
    public override void Take(in DocumentRow document, in Fit fit)
    {
        var surface = audiences.Surface(document.Audience);
        var count = Counts.GetValueOrDefault(surface);
        if (count == cap)
            return;

        Counts[surface] = count + 1;
        if (count + 1 == cap)
            _full++;
    }
}
