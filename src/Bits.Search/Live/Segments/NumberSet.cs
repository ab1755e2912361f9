namespace Bits.Search.Live.Segments;

/// <summary>A set of numbers of <see cref="Audiences"/> or <see cref="Authors"/>.</summary>
sealed class NumberSet
{
    readonly ulong[] _bits;

    internal NumberSet(int count, NumberSet? known)
    {
        Count = count;
        _bits = new ulong[(count + 63) / 64];
        known?._bits.CopyTo(_bits, 0);
    }

    /// <summary>Gets how many numbers existed when the set was built.</summary>
    public int Count { get; }

    /// <summary>Returns whether a number is in the set.</summary>
    public bool Contains(int number) => (_bits[number >> 6] >> number & 1) != 0;

    internal void Add(int number) => _bits[number >> 6] |= 1UL << number;
}
