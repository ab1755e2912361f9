using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Bits.Search.Live.Segments;

namespace Bits.Search.Live.Scan;

/// <summary>The sums of the documents of a window. While few sums are above zero it lists them, so that reading and
/// clearing skip the others.</summary>
sealed class ScoreAccumulator : IDisposable
{
    const int MaxSparse = 256; // reading a whole window costs about as much as this many single sums
    const int SelectCost = 3; // the cost of a selected posting relative to one of a full pass

    readonly ushort[] _sums = ArrayPool<ushort>.Shared.Rent(Segment.Window);
    readonly ushort[] _touched = ArrayPool<ushort>.Shared.Rent(MaxSparse);
    int _count;

    /// <summary>Creates sums of zero.</summary>
    public ScoreAccumulator() => ClearAll();

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<ushort>.Shared.Return(_sums);
        ArrayPool<ushort>.Shared.Return(_touched);
    }

    /// <summary>Gets whether <see cref="Touched"/> lists the sums above zero.</summary>
    public bool IsSparse { get; private set; } = true;

    /// <summary>Gets the documents with sums above zero, each once, in no order.</summary>
    public ReadOnlySpan<ushort> Touched => _touched.AsSpan(0, _count);

    /// <summary>Gets all sums.</summary>
    public ReadOnlySpan<ushort> All => _sums.AsSpan(0, Segment.Window);

    /// <summary>Adds to a sum that is above zero.</summary>
    public void Add(int document, ushort units) => _sums[document] += units;

    /// <summary>Adds the units of postings.</summary>
    /// <param name="documents">The documents of the postings, all in this window.</param>
    /// <param name="impacts">The impacts of the postings.</param>
    /// <param name="units">The units of each impact.</param>
    /// <param name="floor">The first document of the window.</param>
    /// <param name="threshold">The minimum impact; postings below it may be skipped.</param>
    /// <param name="joins">Whether sums of zero stay zero.</param>
    public void Add(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor, int threshold, bool joins)
    {
        if (joins)
            Take<ScoreOperations.SumExisting>(documents, impacts, units, floor, threshold);
        else
            Take<ScoreOperations.Sum>(documents, impacts, units, floor, threshold);
    }

    /// <summary>Raises sums to at least the units of postings. Parameters are those of the addition.</summary>
    public void Raise(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor, int threshold) =>
        Take<ScoreOperations.Maximum>(documents, impacts, units, floor, threshold);

    /// <summary>Adds other sums and clears them.</summary>
    /// <param name="others">The other sums.</param>
    /// <param name="joins">Whether sums of zero may stay zero.</param>
    public void Fold(ScoreAccumulator others, bool joins)
    {
        if (joins && IsSparse)
        {
            foreach (var document in Touched)
                _sums[document] += others._sums[document];
        }
        else if (!joins && others.IsSparse)
        {
            foreach (var document in others.Touched)
                Next<ScoreOperations.Sum>(document, others._sums[document]);
        }
        else
        {
            FoldAll(others);
        }

        others.Clear();
    }

    void FoldAll(ScoreAccumulator others)
    {
        IsSparse = false;
        for (var i = 0; i < Segment.Window; i += Vector256<ushort>.Count)
        {
            var sum = Vector256.LoadUnsafe(ref _sums[i]) + Vector256.LoadUnsafe(ref others._sums[i]);
            sum.StoreUnsafe(ref _sums[i]);
        }
    }

    /// <summary>Clears all sums.</summary>
    public void Clear()
    {
        if (IsSparse)
        {
            foreach (var document in Touched)
                _sums[document] = 0;
        }
        else
        {
            ClearAll();
        }

        (_count, IsSparse) = (0, true);
    }

    void ClearAll() => _sums.AsSpan(0, Segment.Window).Clear();

    void Take<T>(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor, int threshold)
        where T : IScoreOperation
    {
        impacts = impacts[..documents.Length];
        if (threshold > Impact.Max)
            return;

        var high = threshold > 1 ? CountHigh(impacts, threshold) : documents.Length;
        if (high * SelectCost < documents.Length || (IsSparse && high + _count <= MaxSparse))
            TakeHigh<T>(documents, impacts, units, floor, threshold);
        else
            TakeAll<T>(documents, impacts, units, floor);
    }

    // Estimates the number of postings with at least this impact.
    static int CountHigh(ReadOnlySpan<byte> impacts, int threshold)
    {
        var high = Vector256.Create((byte)threshold);
        var (count, at) = (0, 0);
        for (; at <= impacts.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
            count += BitOperations.PopCount(
                Vector256.GreaterThanOrEqual(Vector256.Create(impacts.Slice(at, Vector256<byte>.Count)), high).ExtractMostSignificantBits());

        return count + impacts.Length - at;
    }

    void TakeHigh<T>(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor, int threshold)
        where T : IScoreOperation
    {
        var high = Vector256.Create((byte)threshold);
        var at = 0;
        for (; at <= impacts.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            var chosen = Vector256.GreaterThanOrEqual(Vector256.Create(impacts.Slice(at, Vector256<byte>.Count)), high).ExtractMostSignificantBits();
            for (; chosen != 0; chosen &= chosen - 1)
            {
                var i = at + BitOperations.TrailingZeroCount(chosen);
                Next<T>(documents[i] - floor, units[impacts[i]]);
            }
        }

        for (; at < impacts.Length; at++)
        {
            if (impacts[at] >= threshold)
                Next<T>(documents[at] - floor, units[impacts[at]]);
        }
    }

    void TakeAll<T>(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor)
        where T : IScoreOperation
    {
        IsSparse &= T.KeepsZero;
        var sums = _sums;
        for (var i = 0; i < documents.Length; i++)
        {
            ref var sum = ref sums[documents[i] - floor];
            sum = T.Next(sum, units[impacts[i]]);
        }
    }

    void Next<T>(int document, ushort units)
        where T : IScoreOperation
    {
        ref var sum = ref _sums[document];
        var next = T.Next(sum, units);
        if (sum == 0 && next != 0)
        {
            if (_count == MaxSparse)
                IsSparse = false;
            else
                _touched[_count++] = (ushort)document;
        }

        sum = next;
    }
}
