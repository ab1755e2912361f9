namespace Bits.Recommender.Signals;

/// <summary>Holds one entry for each user and item. Items are numbered by falling number of users, so that the head of the catalogue is
/// the start of every row.</summary>
/// <param name="Users">The users, in order.</param>
/// <param name="Items">The items, those with the most users first.</param>
/// <param name="Starts">The place of each user's first entry, and the end.</param>
/// <param name="Entries">The entries by user, then by item.</param>
sealed record SignalTable(Guid[] Users, string[] Items, int[] Starts, Entry[] Entries)
{
    /// <summary>Gets the number of pairs of user and item.</summary>
    public int Count => Starts[^1];

    /// <summary>Gets the entries of a user, by item.</summary>
    public ReadOnlySpan<Entry> Of(int user) => Entries.AsSpan(Starts[user]..Starts[user + 1]);

    /// <summary>Merges entries that lie by user; the arrays become the table's own. Does not depend on their order.</summary>
    public static SignalTable Create(Guid[] users, string[] items, int[] starts, Entry[] entries, CancellationToken ct)
    {
        var counts = new int[users.Length];
        Parallel.For(0, users.Length, new() { CancellationToken = ct }, user =>
            counts[user] = Entry.Merge(entries.AsSpan(starts[user]..starts[user + 1])));
        Compact(starts, entries, counts);

        var order = Renumber(items, entries.AsSpan(0, starts[^1]));
        Parallel.For(0, users.Length, new() { CancellationToken = ct }, user =>
        {
            var row = entries.AsSpan(starts[user]..starts[user + 1]);
            foreach (ref var entry in row)
                entry = entry with { Item = order[entry.Item] };
            row.Sort(static (a, b) => a.Item.CompareTo(b.Item));
        });
        return new(users, items, starts, entries);
    }

    static void Compact(int[] starts, Entry[] entries, int[] counts)
    {
        var end = 0;
        for (var user = 0; user < counts.Length; user++)
        {
            Array.Copy(entries, starts[user], entries, end, counts[user]);
            starts[user] = end;
            end += counts[user];
        }

        starts[^1] = end;
    }

    // Sorts the items; returns the new number of each old one.
    static int[] Renumber(string[] items, ReadOnlySpan<Entry> entries)
    {
        var counts = new int[items.Length];
        foreach (var entry in entries)
            if (entry.Weight > 0)
                counts[entry.Item]++;

        var old = items.Index().OrderByDescending(i => counts[i.Index]).ThenBy(i => i.Item, StringComparer.Ordinal)
            .Select(i => i.Index).ToArray();
        var (names, order) = ((string[])items.Clone(), new int[items.Length]);
        for (var i = 0; i < old.Length; i++)
            (items[i], order[old[i]]) = (names[old[i]], i);

        return order;
    }
}
