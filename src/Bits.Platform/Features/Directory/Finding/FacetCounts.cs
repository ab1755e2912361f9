using Bits.Shared;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>The chosen values as numbers of the columns.</summary>
sealed class ChosenValues
{
    /// <summary>No facet fails: the person has a chosen value of each.</summary>
    public const int NoFacet = -1;

    /// <summary>More than one facet fails.</summary>
    public const int Several = -2;

    readonly int[][] _columns;
    readonly List<(Facet Facet, HashSet<int> Numbers, int Bits)> _chosen = [];

    public ChosenValues(ColumnIndex index, IReadOnlyDictionary<Facet, IReadOnlyList<string>> chosen)
    {
        _columns = index.Columns;
        foreach (var (facet, keys) in chosen)
            _chosen.Add(facet == Facet.OpenTo
                ? (facet, [], keys.Select(EnumText.Find<OpenTo>).OfType<OpenTo>().Aggregate(0, (bits, value) => bits | 1 << (int)value))
                : (facet, [.. keys.SelectMany(key => index.Values.ListNumbers(facet, key))], 0));
    }

    /// <summary>Returns the one facet in which a person has no chosen value that the viewer sees.</summary>
    public int FindFailing(int slot, int seen)
    {
        var failing = NoFacet;
        foreach (var (facet, numbers, bits) in _chosen)
        {
            var code = _columns[(int)facet][slot];
            if (code >= 0 && (seen >> (code & 7) & 1) != 0 && (facet == Facet.OpenTo ? (code >> 3 & bits) != 0 : numbers.Contains(code >> 3)))
                continue;
            if (failing != NoFacet)
                return Several;
            failing = (int)facet;
        }

        return failing;
    }
}

/// <summary>Counts the values of people that a viewer sees.</summary>
sealed class FacetCounts
{
    const int Sets = 16; // of what a person is open to

    readonly ColumnIndex _index;
    readonly int[][] _counts;

    public FacetCounts(ColumnIndex index, bool counts)
    {
        _index = index;
        _counts = counts
            ? [.. ColumnIndex.Facets.Select(facet => new int[facet == Facet.OpenTo ? Sets : index.Values.CountOf(facet)])]
            : [];
    }

    /// <summary>Counts a person: in all facets, or in the one that fails.</summary>
    public void Add(int slot, int seen, int failing)
    {
        if (failing != ChosenValues.NoFacet)
        {
            AddTo(failing, slot, seen);
            return;
        }

        for (var facet = 0; facet < _counts.Length; facet++)
            AddTo(facet, slot, seen);
    }

    /// <summary>Lists the values that some people have.</summary>
    public IReadOnlyList<WrittenCount> List() => [.. _counts.SelectMany((counts, facet) => List((Facet)facet, counts))];

    void AddTo(int facet, int slot, int seen)
    {
        var code = _index.Columns[facet][slot];
        if (code >= 0 && (seen >> (code & 7) & 1) != 0)
            _counts[facet][code >> 3]++;
    }

    IEnumerable<WrittenCount> List(Facet facet, int[] counts)
    {
        if (facet == Facet.OpenTo)
            return Enum.GetValues<OpenTo>()
                .Select(value => new WrittenCount(facet, value.ToText(), counts.Where((_, set) => (set >> (int)value & 1) != 0).Sum()))
                .Where(count => count.People > 0);

        return counts.Select((people, number) => (people, number)).Where(count => count.people > 0)
            .Select(count => new WrittenCount(facet, _index.Values.ValueOf(facet, count.number), count.people));
    }
}
