namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Numbers the values of facets as people write them, from 1.</summary>
sealed class ValueTable
{
    readonly Dictionary<(Facet Facet, string Value), int> _numbers = [];
    readonly Dictionary<(Facet Facet, string Key), List<int>> _byKey = [];
    readonly List<string>[] _values = [.. ColumnIndex.Facets.Select(_ => new List<string> { "" })];

    /// <summary>Returns the first number without a value.</summary>
    public int CountOf(Facet facet) => _values[(int)facet].Count;

    /// <summary>Returns the value of a number.</summary>
    public string ValueOf(Facet facet, int number) => _values[(int)facet][number];

    /// <summary>Returns the number of a written value; makes one.</summary>
    public int NumberOf(Facet facet, string value)
    {
        if (_numbers.TryGetValue((facet, value), out var number))
            return number;

        _numbers.Add((facet, value), number = CountOf(facet));
        _values[(int)facet].Add(value);
        var key = (facet, value.ToLowerInvariant());
        if (!_byKey.TryGetValue(key, out var numbers))
            _byKey.Add(key, numbers = []);
        numbers.Add(number);
        return number;
    }

    /// <summary>Returns the numbers of the spellings of a value in lower case.</summary>
    public IReadOnlyList<int> ListNumbers(Facet facet, string key) =>
        _byKey.TryGetValue((facet, key), out var numbers) ? numbers : [];
}
