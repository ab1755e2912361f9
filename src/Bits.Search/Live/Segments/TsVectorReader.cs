using System.Buffers.Binary;

namespace Bits.Search.Live.Segments;

/// <summary>Reads a <c>tsvector</c> in the form of <c>tsvectorsend</c>: a count, then for each lexeme its UTF-8 and a NUL,
/// the number of positions, and each position with its weight in the upper two bits.</summary>
ref struct TsVectorReader
{
    ReadOnlySpan<byte> _rest;
    int _left;

    public TsVectorReader(ReadOnlySpan<byte> vector)
    {
        _left = BinaryPrimitives.ReadInt32BigEndian(vector);
        _rest = vector[sizeof(int)..];
    }

    /// <summary>Reads the next lexeme; false after the last.</summary>
    public bool Read(out ReadOnlySpan<byte> lexeme, out ushort frequency)
    {
        if (_left-- == 0)
        {
            lexeme = [];
            frequency = 0;
            return false;
        }

        lexeme = _rest[.._rest.IndexOf((byte)0)];
        _rest = _rest[(lexeme.Length + 1)..];
        int positions = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        frequency = TermFrequency.Count(_rest.Slice(sizeof(ushort), positions * sizeof(ushort)));
        _rest = _rest[((positions + 1) * sizeof(ushort))..];
        return true;
    }
}
