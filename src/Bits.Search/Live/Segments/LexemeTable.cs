using System.Buffers.Binary;

namespace Bits.Search.Live.Segments;

/// <summary>Numbers lexemes in the order of their arrival. One writer.</summary>
sealed class LexemeTable
{
    int[] _slots = new int[1024]; // number + 1; 0 is free
    int[] _ends = new int[512];
    byte[] _bytes = new byte[4096];

    /// <summary>Gets the number of lexemes.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the total length of the lexemes in bytes.</summary>
    public int TotalBytes => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>Gets a lexeme by its number, in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var start = number == 0 ? 0 : _ends[number - 1];
            return _bytes.AsSpan(start, _ends[number] - start);
        }
    }

    /// <summary>Returns the number of a lexeme; adds an unknown one.</summary>
    public int Add(ReadOnlySpan<byte> lexeme)
    {
        var mask = _slots.Length - 1;
        for (var slot = Hash(lexeme) & mask; ; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == 0)
                return Append(lexeme, slot);
            if (this[_slots[slot] - 1].SequenceEqual(lexeme))
                return _slots[slot] - 1;
        }
    }

    int Append(ReadOnlySpan<byte> lexeme, int slot)
    {
        var start = TotalBytes;
        if (Count == _ends.Length)
            Array.Resize(ref _ends, 2 * Count);
        if (start + lexeme.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, start + lexeme.Length));

        lexeme.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + lexeme.Length;
        _slots[slot] = ++Count;
        if (2 * Count > _slots.Length)
            Grow();

        return Count - 1;
    }

    void Grow()
    {
        _slots = new int[2 * _slots.Length];
        var mask = _slots.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var slot = Hash(this[number]) & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = number + 1;
        }
    }

    static int Hash(ReadOnlySpan<byte> lexeme)
    {
        const ulong prime = 0x9E3779B97F4A7C15;

        var hash = (ulong)lexeme.Length * prime;
        for (; lexeme.Length >= 8; lexeme = lexeme[8..])
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(lexeme)) * prime;
        foreach (var letter in lexeme)
            hash = (hash ^ letter) * prime;

        return (int)(hash >> 32);
    }
}
