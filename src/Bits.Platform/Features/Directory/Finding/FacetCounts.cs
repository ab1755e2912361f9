using Bits.Shared;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Filters people by the chosen values of facets, and counts the values that a viewer sees.</summary>
/// <remarks>A person counts in a facet when they have a chosen value of every other facet.</remarks>
sealed class FacetCounts
{
    const int Sets = 16; // of what a person is open to
    const byte NoFacet = 0; // fails: the person has a chosen value of each. Else the facet + 1.
    const byte Several = byte.MaxValue;

    readonly ColumnIndex _index;
    readonly List<(Facet Facet, HashSet<int> Numbers)> _chosen = [];
    readonly int[][] _counts;

    public FacetCounts(ColumnIndex index, DirectoryQuery query)
    {
        _index = index;
        _counts = query.CountsFacets ? [.. ColumnIndex.Facets.Select(facet => new int[CountOf(facet)])] : [];
        foreach (var (facet, keys) in query.Chosen)
            _chosen.Add((facet, [.. facet == Facet.OpenTo ? ListSets(keys) : keys.SelectMany(key => index.Values.ListNumbers(facet, key))]));
    }

    /// <summary>Counts the values of people, and returns those who have all that is chosen.</summary>
    /// <param name="people">The places; those that are left come to the front.</param>
    /// <param name="seen">Of each place: the audiences that the viewer belongs to, as bits.</param>
    public Span<int> Filter(Span<int> people, ReadOnlySpan<byte> seen)
    {
        if (_chosen.Count == 0)
        {
            CountAll(people, seen);
            return people;
        }

        var kept = 0;
        foreach (var slot in people)
        {
            var failing = FindFailing(slot, seen[slot]);
            if (failing == NoFacet)
                people[kept++] = slot;
            else if (failing != Several && _counts.Length > 0)
                Count(failing - 1, slot, seen[slot]);
        }

        CountAll(people[..kept], seen);
        return people[..kept];
    }

    /// <summary>Lists the values that some people have.</summary>
    public IReadOnlyList<WrittenCount> List() => [.. _counts.SelectMany((counts, facet) => List((Facet)facet, counts))];

    // Facet by facet: the counts of one stay near.
    void CountAll(ReadOnlySpan<int> people, ReadOnlySpan<byte> seen)
    {
        for (var facet = 0; facet < _counts.Length; facet++)
        {
            var (counts, column) = (_counts[facet], _index.Columns[facet]);
            foreach (var slot in people)
            {
                var code = column[slot];
                counts[code >> 3] += seen[slot] >> (code & 7) & 1;
            }
        }
    }

    void Count(int facet, int slot, int seen)
    {
        var code = _index.Columns[facet][slot];
        _counts[facet][code >> 3] += seen >> (code & 7) & 1;
    }

    byte FindFailing(int slot, int seen)
    {
        var failing = NoFacet;
        foreach (var (facet, numbers) in _chosen)
        {
            var code = _index.Columns[(int)facet][slot];
            if ((seen >> (code & 7) & 1) != 0 && numbers.Contains(code >> 3))
                continue;
            if (failing != NoFacet)
                return Several;
            failing = (byte)(facet + 1);
        }

        return failing;
    }

    int CountOf(Facet facet) => facet == Facet.OpenTo ? Sets : _index.Values.CountOf(facet);

    // Number 0 is no value.
    IEnumerable<WrittenCount> List(Facet facet, int[] counts)
    {
        if (facet == Facet.OpenTo)
            return Enum.GetValues<OpenTo>()
                .Select(value => new WrittenCount(facet, value.ToText(), ListSets([value.ToText()]).Sum(set => counts[set])))
                .Where(count => count.People > 0);

        return counts.Select((people, number) => (people, number)).Where(count => count.number > 0 && count.people > 0)
            .Select(count => new WrittenCount(facet, _index.Values.ValueOf(facet, count.number), count.people));
    }

    // The sets that have one of some values.
    static IEnumerable<int> ListSets(IReadOnlyList<string> values)
    {
        var bits = values.Select(EnumText.Find<OpenTo>).OfType<OpenTo>().Aggregate(0, (all, value) => all | 1 << (int)value);
        return Enumerable.Range(0, Sets).Where(set => (set & bits) != 0);
    }
}
