namespace Bits.Recommender.Signals;

/// <summary>Holds what training counts, by user and by item: positive entries, the latest of each user.</summary>
/// <remarks>12 bytes for each entry.</remarks>
sealed class Interactions
{
    readonly int[] _userStarts;
    readonly int[] _items;
    readonly float[] _strengths;
    readonly int[] _itemStarts;
    readonly int[] _users;
    readonly float[] _norms;

    Interactions(int[] userStarts, int[] items, float[] strengths, int itemCount)
    {
        (_userStarts, _items, _strengths) = (userStarts, items, strengths);
        (_itemStarts, _users, _norms) = (new int[itemCount + 1], new int[items.Length], new float[itemCount]);
        Transpose();
    }

    /// <summary>Gets the number of items.</summary>
    public int Items => _norms.Length;

    /// <summary>Selects entries of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="max">The number of a user's latest entries that count.</param>
    /// <param name="keeps">Selects by number of user and entry.</param>
    public static Interactions Create(SignalTable table, int max, Func<int, Entry, bool> keeps)
    {
        // Counted first: arrays for all entries would be too large by what is left out.
        var starts = new int[table.Users.Length + 1];
        for (var user = 0; user < table.Users.Length; user++)
        {
            var count = 0;
            foreach (var entry in table.Of(user))
                count += entry.Weight > 0 && keeps(user, entry) ? 1 : 0;
            starts[user + 1] = starts[user] + Math.Min(count, max);
        }

        var (items, strengths, row) = (new int[starts[^1]], new float[starts[^1]], new List<Entry>());
        for (var user = 0; user < table.Users.Length; user++)
        {
            row.Clear();
            foreach (var entry in table.Of(user))
                if (entry.Weight > 0 && keeps(user, entry))
                    row.Add(entry);

            var kept = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(row);
            var at = starts[user];
            foreach (var entry in kept[..Entry.KeepLatest(kept, max)])
                (items[at], strengths[at++]) = (entry.Item, entry.Strength);
        }

        return new(starts, items, strengths, table.Items.Length);
    }

    /// <summary>Gets a user's items, in order, and the interest in each.</summary>
    public (ReadOnlyMemory<int> Items, ReadOnlyMemory<float> Strengths) OfUser(int user) =>
        (_items.AsMemory(_userStarts[user].._userStarts[user + 1]), _strengths.AsMemory(_userStarts[user].._userStarts[user + 1]));

    /// <summary>Gets the sum of the squared interest in an item: the diagonal of the co-occurrence.</summary>
    public float Norm(int item) => _norms[item];

    /// <summary>Adds the co-occurrence of an item with all items below a limit, in an order that is always the same.</summary>
    public void AddCoOccurrence(int item, int limit, Span<float> sums)
    {
        foreach (var user in _users.AsSpan(_itemStarts[item].._itemStarts[item + 1]))
        {
            var items = _items.AsSpan(_userStarts[user].._userStarts[user + 1]);
            var strengths = _strengths.AsSpan(_userStarts[user], items.Length);
            // Searched, not kept by item as well: that would be a quarter of the memory.
            var strength = strengths[items.BinarySearch(item)];
            for (var i = 0; i < items.Length && items[i] < limit; i++)
                sums[items[i]] += strength * strengths[i];
        }
    }

    void Transpose()
    {
        foreach (var item in _items)
            _itemStarts[item + 1]++;
        for (var item = 0; item < Items; item++)
            _itemStarts[item + 1] += _itemStarts[item];

        var places = _itemStarts[..^1];
        for (var user = 0; user < _userStarts.Length - 1; user++)
            for (var at = _userStarts[user]; at < _userStarts[user + 1]; at++)
            {
                _users[places[_items[at]]++] = user;
                _norms[_items[at]] += _strengths[at] * _strengths[at];
            }
    }
}
