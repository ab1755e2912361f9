namespace Bits.Search.Live.Segments;

/// <summary>Numbers each combination of a surface and audience tags that documents have, and finds the ones that a
/// caller may see. Numbers are never reused. One writer, many readers.</summary>
sealed class Audiences
{
    const int MaxRemembered = 1_000;

    readonly Lock _lock = new();
    readonly Dictionary<string, int> _numbers = [];
    readonly Dictionary<string, List<int>> _byTag = [];
    readonly List<string> _surfaceNames = [];
    readonly List<ushort> _surfaces = []; // by number, as an index of the names
    readonly Dictionary<string, NumberSet> _sets = [];

    /// <summary>Gets the number of combinations.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _surfaces.Count;
        }
    }

    /// <summary>Gets the estimated memory in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Returns the number of a combination.</summary>
    public int Number(string surface, string[] tags)
    {
        var key = Key(tags, [surface]);
        lock (_lock)
        {
            if (_numbers.TryGetValue(key, out var number))
                return number;

            _numbers.Add(key, number = _surfaces.Count);
            _surfaces.Add(AddSurface(surface));
            foreach (var tag in tags.Distinct(StringComparer.Ordinal))
            {
                if (!_byTag.TryGetValue(tag, out var numbers))
                    _byTag.Add(tag, numbers = []);
                numbers.Add(number);
            }

            Bytes += 2 * key.Length + 64 + (sizeof(int) * tags.Length);
            return number;
        }
    }

    /// <summary>Returns the surface of a combination.</summary>
    public string Surface(int number)
    {
        lock (_lock)
            return _surfaceNames[_surfaces[number]];
    }

    /// <summary>Gets the number of surfaces.</summary>
    public int SurfaceCount
    {
        get
        {
            lock (_lock)
                return _surfaceNames.Count;
        }
    }

    /// <summary>Returns the combinations that share a tag and are on one of the surfaces, as of now.</summary>
    /// <param name="tags">The tags of the caller; an empty list gives the empty set.</param>
    /// <param name="surfaces">The surfaces; null for all.</param>
    public NumberSet Matching(string[] tags, string[]? surfaces)
    {
        var key = Key(tags, surfaces);
        lock (_lock)
        {
            if (_sets.TryGetValue(key, out var set) && set.Count == _surfaces.Count)
                return set;
            if (_sets.Count >= MaxRemembered)
                _sets.Clear();

            return _sets[key] = Collect(tags, surfaces, known: set);
        }
    }

    NumberSet Collect(string[] tags, string[]? surfaces, NumberSet? known)
    {
        var set = new NumberSet(_surfaces.Count, known);
        var wanted = _surfaceNames.ConvertAll(name => surfaces is null || surfaces.Contains(name));
        foreach (var tag in tags)
        {
            if (!_byTag.TryGetValue(tag, out var numbers))
                continue;

            for (var i = numbers.Count - 1; i >= 0 && numbers[i] >= (known?.Count ?? 0); i--)
            {
                if (wanted[_surfaces[numbers[i]]])
                    set.Add(numbers[i]);
            }
        }

        return set;
    }

    ushort AddSurface(string name)
    {
        var place = _surfaceNames.IndexOf(name);
        if (place >= 0)
            return (ushort)place;

        _surfaceNames.Add(name);
        return (ushort)(_surfaceNames.Count - 1);
    }

    // A blank occurs in no tag and no surface.
    static string Key(string[] tags, string[]? surfaces) =>
        $"{(surfaces is null ? "*" : string.Join(' ', surfaces))}  {string.Join(' ', tags)}";
}
