namespace Bits.Search.Paths;

/// <summary>Blocks of ids, named as by the function <c>search_keys</c>.</summary>
static class IdBlocks
{
    const int MaxBlocks = 16;

    static readonly (char Sign, int Bits)[] Sizes = [('a', 11), ('b', 14), ('c', 17)];

    /// <summary>Returns the blocks that hold at least the newest <paramref name="span"/> ids.</summary>
    public static string[] Newest(long highest, long span)
    {
        var from = Math.Max(0, highest - Math.Min(span, highest));
        var (sign, bits) = Array.Find(Sizes, size => (highest >> size.Bits) - (from >> size.Bits) < MaxBlocks);
        if (bits == 0)
            (sign, bits) = Sizes[^1];

        return [.. Enumerable.Range(0, (int)((highest >> bits) - (from >> bits)) + 1).Select(i => $"{sign}{(highest >> bits) - i}")];
    }
}
