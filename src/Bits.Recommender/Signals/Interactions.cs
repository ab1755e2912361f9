namespace Bits.Recommender.Signals;

/// <summary>Holds what training counts, by user and by item: positive entries, the latest of each user.</summary>
sealed class Interactions
{
    readonly int[] _userStarts;
    readonly int[] _items;
    readonly float[] _strengths;
    readonly int[] _itemStarts;
    readonly int[] _users;
    readonly float[] _byItem;

    Interactions(int[] userStarts, int[] items, float[] strengths, int itemCount)
    {
        (_userStarts, _items, _strengths, Items) = (userStarts, items, strengths, itemCount);
        (_itemStarts, _users, _byItem) = (new int[itemCount + 1], new int[Count], new float[Count]);
        Transpose();
    }

    /// <summary>Gets the number of items.</summary>
    public int Items { get; }

    /// <summary>Gets the number of entries.</summary>
    public int Count => _userStarts[^1];

    /// <summary>Selects entries of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="max">The number of a user's latest entries that count.</param>
    /// <param name="keeps">Selects by number of user and entry.</param>
    public static Interactions Create(SignalTable table, int max, Func<int, Entry, bool> keeps)
    {
        var starts = new int[table.Users.Length + 1];
        var (items, strengths, row) = (new int[table.Count], new float[table.Count], new List<Entry>());
        for (var user = 0; user < table.Users.Length; user++)
        {
            row.Clear();
            foreach (var entry in table.Of(user))
                if (keeps(user, entry))
                    row.Add(entry);

            var kept = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(row);
            kept = kept[..Entry.KeepLatest(kept, max)];
            var end = starts[user];
            foreach (var entry in kept)
                (items[end], strengths[end++]) = (entry.Item, entry.Strength);
            starts[user + 1] = end;
        }

        return new(starts, items, strengths, table.Items.Length);
    }

    /// <summary>Gets a user's items, in order, and the interest in each.</summary>
    public (ReadOnlyMemory<int> Items, ReadOnlyMemory<float> Strengths) OfUser(int user) =>
        (_items.AsMemory(_userStarts[user].._userStarts[user + 1]), _strengths.AsMemory(_userStarts[user].._userStarts[user + 1]));

    /// <summary>Sums the squared interest in an item: the diagonal of the co-occurrence.</summary>
    public float Norm(int item)
    {
        var sum = 0f;
        foreach (var strength in _byItem.AsSpan(_itemStarts[item].._itemStarts[item + 1]))
            sum += strength * strength;

        return sum;
    }

    /// <summary>Adds the co-occurrence of an item with all items below a limit, in an order that is always the same.</summary>
    public void AddCoOccurrence(int item, int limit, Span<float> sums)
    {
        for (var at = _itemStarts[item]; at < _itemStarts[item + 1]; at++)
        {
            var (user, strength) = (_users[at], _byItem[at]);
            for (var other = _userStarts[user]; other < _userStarts[user + 1] && _items[other] < limit; other++)
                sums[_items[other]] += strength * _strengths[other];
        }
    }

    void Transpose()
    {
        foreach (var item in _items.AsSpan(0, Count))
            _itemStarts[item + 1]++;
        for (var item = 0; item < Items; item++)
            _itemStarts[item + 1] += _itemStarts[item];

        var places = _itemStarts[..^1];
        for (var user = 0; user < _userStarts.Length - 1; user++)
            for (var at = _userStarts[user]; at < _userStarts[user + 1]; at++)
            {
                var place = places[_items[at]]++;
                (_users[place], _byItem[place]) = (user, _strengths[at]);
            }
    }
}
