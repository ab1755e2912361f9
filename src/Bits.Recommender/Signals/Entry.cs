namespace Bits.Recommender.Signals;

/// <summary>The net interest of a user in an item.</summary>
/// <param name="Item">The number of the item.</param>
/// <param name="Weight">The sum of the weights.</param>
/// <param name="At">The time of the latest signal, in seconds since 1970.</param>
readonly record struct Entry(int Item, float Weight, uint At)
{
    /// <summary>Gets the interest from 0 to 1: it saturates, so that a thousand views are no more than a like.</summary>
    public float Strength => Math.Clamp(Weight, 0, 1);

    /// <summary>Gets whether the user has the item or dismissed it.</summary>
    public bool IsSettled => Weight is >= 1 or < 0;

    /// <summary>Converts a time to seconds since 1970, within the range of the type.</summary>
    public static uint Seconds(DateTimeOffset at) => (uint)Math.Clamp(at.ToUnixTimeSeconds(), 0, uint.MaxValue);

    /// <summary>Merges the entries of each item, sorted by item.</summary>
    /// <returns>The number of merged entries, at the start.</returns>
    public static int Merge(Span<Entry> entries)
    {
        // By time and weight too: sums of floats must not depend on the order of arrival.
        entries.Sort(static (a, b) =>
            a.Item != b.Item ? a.Item.CompareTo(b.Item) : a.At != b.At ? a.At.CompareTo(b.At) : a.Weight.CompareTo(b.Weight));
        var count = 0;
        foreach (var entry in entries)
            if (count > 0 && entries[count - 1].Item == entry.Item)
                entries[count - 1] = entry with { Weight = entries[count - 1].Weight + entry.Weight };
            else
                entries[count++] = entry;

        return count;
    }

    /// <summary>Keeps the latest entries of positive interest, sorted by item.</summary>
    /// <returns>Their number, at the start.</returns>
    public static int KeepLatest(Span<Entry> entries, int max)
    {
        var count = 0;
        foreach (var entry in entries)
            if (entry.Weight > 0)
                entries[count++] = entry;
        if (count <= max)
            return count;

        entries[..count].Sort(static (a, b) => a.At != b.At ? b.At.CompareTo(a.At) : a.Item.CompareTo(b.Item));
        entries[..max].Sort(static (a, b) => a.Item.CompareTo(b.Item));
        return max;
    }
}
