using System.Buffers.Binary;
using System.Text;
using Bits.Search.Ranking;

namespace Bits.Search.Paths;

/// <summary>Counts the terms of a query in vectors, in the format of <c>tsvectorsend</c>. Not safe for concurrent
/// use.</summary>
/// <remarks>The format (PostgreSQL, <c>tsvector.c</c>): a count, then for each lexeme its letters, a zero byte, the
/// number of its positions and the positions, each with its weight in the two highest bits (3 is A). Big-endian.
/// </remarks>
sealed class TermCounter
{
    const int WeightA = 3;
    const int PositionMask = 0x3fff;

    readonly IReadOnlyList<QueryTerm> _terms;
    readonly List<(byte[] Lexeme, int Slot)>[] _bySignature = new List<(byte[], int)>[256];
    readonly List<(byte[] Prefix, int Term)> _prefixes = [];
    readonly ushort[]?[] _positions; // one entry per lexeme
    readonly Dictionary<string, int> _slots = [];
    readonly Occurrences[] _counts;

    /// <param name="terms">The terms to count.</param>
    public TermCounter(IReadOnlyList<QueryTerm> terms)
    {
        _terms = terms;
        _counts = new Occurrences[terms.Count];
        for (var i = 0; i < terms.Count; i++)
            Add(terms[i], i);
        _positions = new ushort[_slots.Count][];
    }

    /// <summary>Returns the counts of a vector, one per term. Valid until the next call.</summary>
    public ReadOnlySpan<Occurrences> Count(ReadOnlySpan<byte> vector)
    {
        Array.Clear(_counts);
        Array.Clear(_positions);

        var at = 4;
        for (var left = BinaryPrimitives.ReadInt32BigEndian(vector); left > 0; left--)
        {
            var length = vector[at..].IndexOf((byte)0);
            var lexeme = vector.Slice(at, length);
            at += length + 1;
            var positions = BinaryPrimitives.ReadUInt16BigEndian(vector[at..]);
            at += 2;
            See(lexeme, vector.Slice(at, positions * 2));
            at += positions * 2;
        }

        for (var i = 0; i < _terms.Count; i++)
            if (_terms[i] is LexemeTerm lexeme)
                _counts[i] = CountOf(_positions[_slots[lexeme.Lexeme]]);
            else if (_terms[i] is PhraseTerm phrase)
                _counts[i] = CountOf(phrase);

        return _counts;
    }

    void Add(QueryTerm term, int index)
    {
        if (term is PrefixTerm prefix)
            _prefixes.Add((Encoding.UTF8.GetBytes(prefix.Prefix), index));
        else if (term is LexemeTerm lexeme)
            AddLexeme(lexeme.Lexeme);
        else
            foreach (var word in ((PhraseTerm)term).Words)
                AddLexeme(word.Lexeme);
    }

    void AddLexeme(string lexeme)
    {
        if (!_slots.TryAdd(lexeme, _slots.Count))
            return;

        var bytes = Encoding.UTF8.GetBytes(lexeme);
        (_bySignature[Signature(bytes)] ??= []).Add((bytes, _slots[lexeme]));
    }

    static int Signature(ReadOnlySpan<byte> lexeme) => lexeme.IsEmpty ? 0 : (lexeme[0] + lexeme.Length * 31) & 0xff;

    void See(ReadOnlySpan<byte> lexeme, ReadOnlySpan<byte> positions)
    {
        foreach (var (prefix, term) in _prefixes)
            if (lexeme.StartsWith(prefix))
                _counts[term] = new(1, 0);

        if (_bySignature[Signature(lexeme)] is { } candidates)
            foreach (var (bytes, slot) in candidates)
                if (lexeme.SequenceEqual(bytes))
                    _positions[slot] = Read(positions);
    }

    static ushort[] Read(ReadOnlySpan<byte> positions)
    {
        var read = new ushort[positions.Length / 2];
        for (var i = 0; i < read.Length; i++)
            read[i] = BinaryPrimitives.ReadUInt16BigEndian(positions[(i * 2)..]);

        return read;
    }

    static Occurrences CountOf(ushort[]? positions)
    {
        if (positions is null)
            return default;
        if (positions.Length == 0)
            return new(1, 0);

        var title = positions.Count(position => position >> 14 == WeightA);
        return new(title, positions.Length - title);
    }

    Occurrences CountOf(PhraseTerm phrase)
    {
        var (title, body) = (0, 0);
        foreach (var first in _positions[_slots[phrase.Words[0].Lexeme]] ?? [])
        {
            var start = first & PositionMask;
            if (!phrase.Words.All(word => Has(_positions[_slots[word.Lexeme]], start + word.Offset)))
                continue;
            if (first >> 14 == WeightA)
                title++;
            else
                body++;
        }

        return new(title, body);
    }

    static bool Has(ushort[]? positions, int position) =>
        positions is not null && Array.Exists(positions, p => (p & PositionMask) == position);
}
