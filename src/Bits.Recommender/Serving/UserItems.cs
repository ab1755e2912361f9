using Bits.Recommender.Signals;

namespace Bits.Recommender.Serving;

/// <summary>Holds the items of a user that count, in order, and the interest in each.</summary>
readonly record struct UserItems(int[] Items, float[] Strengths)
{
    /// <summary>Selects the latest items of positive interest.</summary>
    public static UserItems Of(ReadOnlySpan<Entry> entries, int max)
    {
        var kept = entries.ToArray().AsSpan();
        kept = kept[..Entry.KeepLatest(kept, max)];
        var own = new UserItems(new int[kept.Length], new float[kept.Length]);
        for (var i = 0; i < kept.Length; i++)
            (own.Items[i], own.Strengths[i]) = (kept[i].Item, kept[i].Strength);

        return own;
    }

    /// <summary>Gets the interest in an item, 0 without any.</summary>
    public float In(int item) => Array.BinarySearch(Items, item) is >= 0 and var place ? Strengths[place] : 0;
}
