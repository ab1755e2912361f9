using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Bits.Search.Live;

/// <summary>A number for each document of a window. While few are not zero it knows which, so that neither reading nor clearing goes
/// through all of them.</summary>
sealed class WindowSums : IDisposable
{
    const int Few = 256; // going through all of a window costs about as much as going to so many
    const int Dearer = 3; // taking a chosen posting, beside taking one of all

    readonly ushort[] _sums = ArrayPool<ushort>.Shared.Rent(Segment.Window);
    readonly ushort[] _touched = ArrayPool<ushort>.Shared.Rent(Few);
    int _count;

    /// <summary>All zero.</summary>
    public WindowSums() => ClearAll();

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<ushort>.Shared.Return(_sums);
        ArrayPool<ushort>.Shared.Return(_touched);
    }

    /// <summary>Whether it knows which are not zero: <see cref="Touched"/>.</summary>
    public bool IsSparse { get; private set; } = true;

    /// <summary>Those that are not zero, each once, in no order.</summary>
    public ReadOnlySpan<ushort> Touched => _touched.AsSpan(0, _count);

    /// <summary>All of them.</summary>
    public ReadOnlySpan<ushort> All => _sums.AsSpan(0, Segment.Window);

    /// <summary>Adds to one that is not zero.</summary>
    public void Add(int document, ushort units) => _sums[document] += units;

    /// <summary>Adds the units of postings.</summary>
    /// <param name="documents">Their documents, all of this window.</param>
    /// <param name="impacts">Their impacts.</param>
    /// <param name="units">What each impact is worth.</param>
    /// <param name="floor">The first document of the window.</param>
    /// <param name="least">Postings of a smaller impact may be left out.</param>
    /// <param name="joins">Whether what is zero stays zero.</param>
    public void Add(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor, int least, bool joins)
    {
        if (joins)
            Take<SumSteps.Joining>(documents, impacts, units, floor, least);
        else
            Take<SumSteps.Adding>(documents, impacts, units, floor, least);
    }

    /// <summary>Raises sums to the units of postings; otherwise as adding.</summary>
    public void Raise(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor, int least) =>
        Take<SumSteps.Raising>(documents, impacts, units, floor, least);

    /// <summary>Adds others, and makes them zero.</summary>
    /// <param name="others">The others.</param>
    /// <param name="joins">Whether what is zero may stay zero.</param>
    public void Fold(WindowSums others, bool joins)
    {
        if (joins && IsSparse)
        {
            foreach (var document in Touched)
                _sums[document] += others._sums[document];
        }
        else if (!joins && others.IsSparse)
        {
            foreach (var document in others.Touched)
                Next<SumSteps.Adding>(document, others._sums[document]);
        }
        else
        {
            FoldAll(others);
        }

        others.Clear();
    }

    void FoldAll(WindowSums others)
    {
        IsSparse = false;
        for (var i = 0; i < Segment.Window; i += Vector256<ushort>.Count)
        {
            var sum = Vector256.LoadUnsafe(ref _sums[i]) + Vector256.LoadUnsafe(ref others._sums[i]);
            sum.StoreUnsafe(ref _sums[i]);
        }
    }

    /// <summary>Makes all of them zero.</summary>
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

    void Take<T>(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor, int least)
        where T : ISumStep
    {
        impacts = impacts[..documents.Length];
        if (least > Impact.Most)
            return;

        var high = least > 1 ? CountHigh(impacts, least) : documents.Length;
        if (high * Dearer < documents.Length || (IsSparse && high + _count <= Few))
            TakeHigh<T>(documents, impacts, units, floor, least);
        else
            TakeAll<T>(documents, impacts, units, floor);
    }

    // About how many have such an impact.
    static int CountHigh(ReadOnlySpan<byte> impacts, int least)
    {
        var high = Vector256.Create((byte)least);
        var (count, at) = (0, 0);
        for (; at <= impacts.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
            count += BitOperations.PopCount(
                Vector256.GreaterThanOrEqual(Vector256.Create(impacts.Slice(at, Vector256<byte>.Count)), high).ExtractMostSignificantBits());

        return count + impacts.Length - at;
    }

    void TakeHigh<T>(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor, int least)
        where T : ISumStep
    {
        var high = Vector256.Create((byte)least);
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
            if (impacts[at] >= least)
                Next<T>(documents[at] - floor, units[impacts[at]]);
        }
    }

    void TakeAll<T>(ReadOnlySpan<int> documents, ReadOnlySpan<byte> impacts, ushort[] units, int floor)
        where T : ISumStep
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
        where T : ISumStep
    {
        ref var sum = ref _sums[document];
        var next = T.Next(sum, units);
        if (sum == 0 && next != 0)
        {
            if (_count == Few)
                IsSparse = false;
            else
                _touched[_count++] = (ushort)document;
        }

        sum = next;
    }
}
