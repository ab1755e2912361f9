using System.Buffers;
using Bits.Shared;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Filters people by the chosen values of facets, and counts the values that a viewer sees.</summary>
/// <remarks>A person counts in a facet when they have a chosen value of every other facet.</remarks>
sealed class FacetCounts
{
    const int Sets = 16; // of what a person is open to

    readonly ColumnIndex _index;
    readonly DirectoryQuery _query;
    readonly int[][] _counts;

    public FacetCounts(ColumnIndex index, DirectoryQuery query)
    {
        (_index, _query) = (index, query);
        _counts = query.CountsFacets ? [.. ColumnIndex.Facets.Select(facet => new int[CountOf(facet)])] : [];
    }

    /// <summary>Counts the values of people, and returns those who have all that is chosen.</summary>
    /// <param name="people">The places; those that are left come to the front.</param>
    /// <param name="seen">Of each place: the audiences that the viewer belongs to, as bits.</param>
    public Span<int> Filter(Span<int> people, ReadOnlySpan<byte> seen)
    {
        var failing = new List<Failing>();
        foreach (var (facet, keys) in _query.Chosen)
        {
            var (chosen, column) = (Mark(facet, keys), _index.Columns[(int)facet]);
            foreach (var others in failing)
                others.Count = Split(others.People.AsSpan(0, others.Count), [], column, chosen, seen);

            var failed = ArrayPool<int>.Shared.Rent(people.Length);
            var kept = Split(people, failed, column, chosen, seen);
            failing.Add(new(facet, failed) { Count = people.Length - kept });
            people = people[..kept];
        }

        foreach (var others in failing)
        {
            if (_counts.Length > 0)
                Count(others.People.AsSpan(0, others.Count), seen, (int)others.Facet);
            ArrayPool<int>.Shared.Return(others.People);
        }

        // Facet by facet: the counts of one stay near.
        for (var facet = 0; facet < _counts.Length; facet++)
            Count(people, seen, facet);
        return people;
    }

    /// <summary>Lists the most frequent values of each facet, and the chosen ones.</summary>
    /// <param name="limit">How many of the most frequent.</param>
    public IReadOnlyList<WrittenCount> ListTop(int limit) => [.. _counts.SelectMany((counts, facet) => ListTop((Facet)facet, counts, limit))];

    // Those who have a chosen value of every facet but this one.
    sealed class Failing(Facet facet, int[] people)
    {
        public Facet Facet => facet;

        public int[] People => people;

        public int Count { get; set; }
    }

    // Brings those who have a chosen value to the front, and copies the others unless there is no room at all. Both are written
    // for each person, without a branch that the processor would guess.
    static int Split(Span<int> people, Span<int> others, ReadOnlySpan<int> column, ReadOnlySpan<byte> chosen, ReadOnlySpan<byte> seen)
    {
        var (kept, left) = (0, 0);
        foreach (var slot in people)
        {
            var code = column[slot];
            var isKept = chosen[code >> 3] & seen[slot] >> (code & 7) & 1;
            people[kept] = slot;
            if (others.Length > 0)
                others[left] = slot;
            kept += isKept;
            left += 1 - isKept;
        }

        return kept;
    }

    // Every second person in counts of its own: neighbours often have the same value, and an addition to a number in memory
    // waits for the one before.
    void Count(ReadOnlySpan<int> people, ReadOnlySpan<byte> seen, int facet)
    {
        Span<int> counts = _counts[facet];
        ReadOnlySpan<int> column = _index.Columns[facet];
        var rented = ArrayPool<int>.Shared.Rent(counts.Length);
        var others = rented.AsSpan(0, counts.Length);
        others.Clear();
        if (people.Length % 2 == 1)
            Add(people[^1], counts, column, seen);
        for (var i = 0; i < people.Length - 1; i += 2)
        {
            Add(people[i], counts, column, seen);
            Add(people[i + 1], others, column, seen);
        }

        for (var number = 0; number < others.Length; number++)
            counts[number] += others[number];
        ArrayPool<int>.Shared.Return(rented);
    }

    static void Add(int slot, Span<int> counts, ReadOnlySpan<int> column, ReadOnlySpan<byte> seen)
    {
        var code = column[slot];
        counts[code >> 3] += seen[slot] >> (code & 7) & 1;
    }

    // By number: 1 where chosen.
    byte[] Mark(Facet facet, IReadOnlyList<string> keys)
    {
        var chosen = new byte[CountOf(facet)];
        foreach (var number in facet == Facet.OpenTo ? ListSets(keys) : keys.SelectMany(key => _index.Values.ListNumbers(facet, key)))
            chosen[number] = 1;
        return chosen;
    }

    int CountOf(Facet facet) => facet == Facet.OpenTo ? Sets : _index.Values.CountOf(facet);

    IEnumerable<WrittenCount> ListTop(Facet facet, int[] counts, int limit) => facet == Facet.OpenTo
        ? Enum.GetValues<OpenTo>()
            .Select(value => new WrittenCount(facet, value.ToText(), ListSets([value.ToText()]).Sum(set => counts[set])))
            .Where(count => count.People > 0)
        : _index.Values.ListTop(facet, counts, limit, _query.Chosen.GetValueOrDefault(facet) ?? []);

    // The sets that have one of some values.
    static IEnumerable<int> ListSets(IReadOnlyList<string> values)
    {
        var bits = values.Select(EnumText.Find<OpenTo>).OfType<OpenTo>().Aggregate(0, (all, value) => all | 1 << (int)value);
        return Enumerable.Range(0, Sets).Where(set => (set & bits) != 0);
    }
}
