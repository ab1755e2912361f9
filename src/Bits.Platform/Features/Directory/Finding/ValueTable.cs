namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Numbers the values of facets as people write them, from 1. Spellings that differ in case alone have one key.</summary>
sealed class ValueTable
{
    readonly Dictionary<(Facet Facet, string Value), int> _numbers = [];
    readonly Dictionary<(Facet Facet, string Key), int> _keys = [];
    readonly FacetValues[] _facets = [.. ColumnIndex.Facets.Select(_ => new FacetValues())];

    /// <summary>Returns the first number without a value.</summary>
    public int CountOf(Facet facet) => _facets[(int)facet].Written.Count;

    /// <summary>Returns the number of a written value; makes one.</summary>
    public int NumberOf(Facet facet, string value)
    {
        if (_numbers.TryGetValue((facet, value), out var number))
            return number;

        var values = _facets[(int)facet];
        _numbers.Add((facet, value), number = values.Written.Count);
        var key = (facet, value.ToLowerInvariant());
        if (!_keys.TryGetValue(key, out var keyNumber))
        {
            _keys.Add(key, keyNumber = values.Keys.Count);
            values.Keys.Add((key.Item2, []));
        }

        values.Written.Add((value, keyNumber));
        values.Keys[keyNumber].Numbers.Add(number);
        return number;
    }

    /// <summary>Returns the numbers of the spellings of a value in lower case.</summary>
    public IReadOnlyList<int> ListNumbers(Facet facet, string key) =>
        _keys.TryGetValue((facet, key), out var number) ? _facets[(int)facet].Keys[number].Numbers : [];

    /// <summary>Lists the most frequent values, and some chosen ones, from the number of people with each written value.</summary>
    /// <param name="facet">The facet.</param>
    /// <param name="people">By number.</param>
    /// <param name="limit">How many of the most frequent.</param>
    /// <param name="chosen">The keys of further values.</param>
    /// <returns>The counts of all their spellings, in no order.</returns>
    public IEnumerable<WrittenCount> ListTop(Facet facet, int[] people, int limit, IReadOnlyList<string> chosen)
    {
        var (written, keys) = (_facets[(int)facet].Written, _facets[(int)facet].Keys);
        var sums = new int[keys.Count];
        for (var number = 1; number < written.Count; number++)
            sums[written[number].Key] += people[number];

        var top = new PriorityQueue<int, (int People, string Key)>(limit + 1, LastFirst);
        for (var key = 0; key < sums.Length; key++)
        {
            if (sums[key] == 0)
                continue;
            if (top.Count < limit)
                top.Enqueue(key, (sums[key], keys[key].Text));
            else if (top.TryPeek(out _, out var last) && sums[key] >= last.People)
                top.EnqueueDequeue(key, (sums[key], keys[key].Text));
        }

        var wanted = top.UnorderedItems.Select(item => item.Element)
            .Union(chosen.Where(key => _keys.ContainsKey((facet, key))).Select(key => _keys[(facet, key)]));
        return
            from key in wanted
            from number in keys[key].Numbers
            where people[number] > 0
            select new WrittenCount(facet, written[number].Value, people[number]);
    }

    // As FacetCount orders them, from the end.
    static readonly Comparer<(int People, string Key)> LastFirst = Comparer<(int People, string Key)>.Create(
        (a, b) => a.People != b.People ? a.People.CompareTo(b.People) : string.CompareOrdinal(b.Key, a.Key));

    /// <summary>The values of a facet.</summary>
    sealed class FacetValues
    {
        /// <summary>Gets the written values by number, each with the number of its key; 0 is no value.</summary>
        public List<(string Value, int Key)> Written { get; } = [("", -1)];

        /// <summary>Gets the keys, each with the numbers of its spellings.</summary>
        public List<(string Text, List<int> Numbers)> Keys { get; } = [];
    }
}
