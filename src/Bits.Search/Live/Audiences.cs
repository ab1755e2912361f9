namespace Bits.Search.Live;

/// <summary>Numbers each combination of a surface and audience tags that documents have, and says which of them a caller
/// may see. Numbers are never taken back. One writer, many readers.</summary>
sealed class Audiences
{
    const int MostRemembered = 1_000;

    readonly Lock _lock = new();
    readonly Dictionary<string, int> _numbers = [];
    readonly Dictionary<string, List<int>> _byTag = [];
    readonly List<byte> _surfaces = []; // of each number, by its place among all
    readonly Dictionary<string, AudienceSet> _sets = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _surfaces.Count;
        }
    }

    /// <summary>About what they occupy.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of a combination.</summary>
    public int Number(string surface, string[] tags)
    {
        var key = Key(tags, [surface]);
        lock (_lock)
        {
            if (_numbers.TryGetValue(key, out var number))
                return number;

            _numbers.Add(key, number = _surfaces.Count);
            _surfaces.Add((byte)IndexOf(surface));
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

    /// <summary>The surface of a combination.</summary>
    public string Surface(int number)
    {
        lock (_lock)
            return Surfaces.All[_surfaces[number]];
    }

    /// <summary>Those that share a tag and are on one of the surfaces, among all that have a number at this
    /// moment.</summary>
    /// <param name="tags">What the caller holds; none gives the empty set.</param>
    /// <param name="surfaces">Where; null for everywhere.</param>
    public AudienceSet Having(string[] tags, string[]? surfaces)
    {
        var key = Key(tags, surfaces);
        lock (_lock)
        {
            if (_sets.TryGetValue(key, out var set) && set.Count == _surfaces.Count)
                return set;
            if (_sets.Count >= MostRemembered)
                _sets.Clear();

            return _sets[key] = Collect(tags, surfaces, known: set);
        }
    }

    AudienceSet Collect(string[] tags, string[]? surfaces, AudienceSet? known)
    {
        var set = new AudienceSet(_surfaces.Count, known);
        var wanted = surfaces?.Aggregate(0u, (mask, surface) => mask | (1u << IndexOf(surface))) ?? uint.MaxValue;
        foreach (var tag in tags)
        {
            if (!_byTag.TryGetValue(tag, out var numbers))
                continue;

            for (var i = numbers.Count - 1; i >= 0 && numbers[i] >= (known?.Count ?? 0); i--)
            {
                if ((wanted >> _surfaces[numbers[i]] & 1) != 0)
                    set.Add(numbers[i]);
            }
        }

        return set;
    }

    static int IndexOf(string surface) => Surfaces.All.TakeWhile(known => known != surface).Count();

    // A blank is in no tag and no surface.
    static string Key(string[] tags, string[]? surfaces) =>
        $"{(surfaces is null ? "*" : string.Join(' ', surfaces))}  {string.Join(' ', tags)}";
}

/// <summary>Some of the numbers of <see cref="Audiences"/>.</summary>
sealed class AudienceSet
{
    readonly ulong[] _bits;

    internal AudienceSet(int count, AudienceSet? known)
    {
        Count = count;
        _bits = new ulong[(count + 63) / 64];
        known?._bits.CopyTo(_bits, 0);
    }

    /// <summary>Numbers below this one were there when the set was made.</summary>
    public int Count { get; }

    /// <summary>Whether a number is in the set.</summary>
    public bool Contains(int number) => (_bits[number >> 6] >> number & 1) != 0;

    internal void Add(int number) => _bits[number >> 6] |= 1UL << number;
}
