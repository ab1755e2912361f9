using System.Runtime.InteropServices;

namespace Bits.Recommender.Signals;

/// <summary>Collects signals in 16 bytes each, in chunks: a growing array would need room for itself twice.</summary>
sealed class SignalBuffer
{
    const int ChunkSize = 1 << 20;
    const float MaxWeight = 1_000_000;

    readonly Dictionary<Guid, int> _users = [];
    readonly Dictionary<string, int> _items = new(StringComparer.Ordinal);
    readonly List<(int User, Entry Entry)[]> _chunks = [];

    /// <summary>Gets the number of signals.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a signal.</summary>
    /// <exception cref="InvalidArgumentException">The item or the weight is invalid, or there are too many signals.</exception>
    public void Add(in Signal signal)
    {
        Check(signal);
        if (Count == Array.MaxLength)
            throw new InvalidArgumentException("signals", $"are more than {Array.MaxLength}. Train on a shorter time.");

        var place = (int)(Count++ % ChunkSize);
        if (place == 0)
            _chunks.Add(new (int, Entry)[ChunkSize]);
        _chunks[^1][place] = (Number(_users, signal.User), new(Number(_items, signal.Item), signal.Weight, Entry.Seconds(signal.At)));
    }

    /// <summary>Throws for a signal that no model takes.</summary>
    public static void Check(in Signal signal)
    {
        if (signal.Item is not { Length: >= 1 and <= 200 })
            throw new InvalidArgumentException("item", $"has {signal.Item?.Length ?? 0} characters. Use 1 to 200.");
        if (!(Math.Abs(signal.Weight) <= MaxWeight))
            throw new InvalidArgumentException("weight", $"is {signal.Weight}. Use -1,000,000 to 1,000,000.");
    }

    /// <summary>Moves the signals to a table and forgets them.</summary>
    public SignalTable ToTable(uint end, CancellationToken ct)
    {
        var users = _users.Keys.ToArray();
        Array.Sort(users);
        var order = new int[users.Length];
        for (var i = 0; i < users.Length; i++)
            order[_users[users[i]]] = i;

        var (starts, entries) = ByUser(order, end, ct);
        var table = SignalTable.Create(users, [.. _items.Keys], starts, entries, ct);
        _users.Clear();
        _items.Clear();
        Count = 0;
        return table;
    }

    (int[] Starts, Entry[] Entries) ByUser(int[] order, uint end, CancellationToken ct)
    {
        var starts = new int[order.Length + 1];
        for (var i = 0; i < Count; i++)
            starts[order[_chunks[i / ChunkSize][i % ChunkSize].User] + 1]++;
        for (var user = 0; user < order.Length; user++)
            starts[user + 1] += starts[user];

        var (entries, places) = (new Entry[Count], starts[..^1]);
        for (var chunk = 0; chunk < _chunks.Count; chunk++)
        {
            ct.ThrowIfCancellationRequested();
            var size = (int)Math.Min(ChunkSize, Count - ((long)chunk * ChunkSize));
            foreach (var (user, entry) in _chunks[chunk].AsSpan(0, size))
                entries[places[order[user]]++] = entry with { At = Math.Min(entry.At, end) };
            _chunks[chunk] = [];
        }

        _chunks.Clear();
        return (starts, entries);
    }

    // Numbers by first appearance.
    static int Number<T>(Dictionary<T, int> numbers, T key)
        where T : notnull
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var exists);
        return exists ? number : number = numbers.Count - 1;
    }
}
