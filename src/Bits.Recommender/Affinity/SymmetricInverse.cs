using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bits.Recommender.Affinity;

/// <summary>Inverts a symmetric positive definite matrix in place, block by block (the sweep operator).</summary>
/// <remarks>Works on the lower triangle, in as many operations as Cholesky and without a second matrix. Each step updates the
/// whole triangle by a product of two panels; a tile of the product stays in registers. Every element is written by one thread in a
/// fixed order, so the result does not depend on the number of threads.</remarks>
static class SymmetricInverse
{
    const int Width = 96;
    const int TileRows = 4;
    const int BandRows = 64;

    static readonly int Lanes = Vector<double>.Count;
    static readonly int TileColumns = 3 * Lanes;

    /// <summary>Replaces the lower triangle of a matrix by that of its negative inverse.</summary>
    /// <param name="matrix">The matrix by rows. Values above the diagonal are not read, and do not survive.</param>
    /// <param name="size">The number of rows.</param>
    /// <param name="ct">Stops between blocks; the matrix is lost.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static void Negate(double[] matrix, int size, CancellationToken ct)
    {
        var strips = (size + TileColumns - 1) / TileColumns;
        var right = new double[strips * TileColumns * Width];
        var left = new double[(size + TileRows) * Width];
        var pivot = new double[Width * Width];

        for (var start = 0; start < size; start += Width)
        {
            var block = new Block(start, Math.Min(Width, size - start));
            InvertPivot(matrix, size, block, pivot);
            Parallel.For(0, strips, new() { CancellationToken = ct }, strip => Pack(matrix, size, block, right, strip));
            Parallel.For(0, (size + BandRows - 1) / BandRows, new() { CancellationToken = ct }, band =>
                UpdateBand(matrix, size, block, left, right, pivot, size - ((band + 1) * BandRows)));
            WriteBack(matrix, size, block, left, pivot);
        }
    }

    readonly record struct Block(int Start, int Count);

    // Gauss-Jordan; the pivots of a positive definite matrix need no exchange of rows.
    static void InvertPivot(double[] matrix, int size, Block block, double[] pivot)
    {
        for (var i = 0; i < block.Count; i++)
            for (var j = 0; j <= i; j++)
                pivot[(i * Width) + j] = pivot[(j * Width) + i] = matrix[((block.Start + i) * size) + block.Start + j];

        for (var k = 0; k < block.Count; k++)
        {
            var row = pivot.AsSpan(k * Width, block.Count);
            if (!(row[k] > 0 && double.IsFinite(row[k])))
                throw new ArithmeticException("The matrix is not positive definite.");
            var inverse = 1 / row[k];
            row[k] = 1;
            foreach (ref var value in row)
                value *= inverse;

            for (var i = 0; i < block.Count; i++)
            {
                if (i == k)
                    continue;
                var other = pivot.AsSpan(i * Width, block.Count);
                var factor = other[k];
                other[k] = 0;
                for (var j = 0; j < block.Count; j++)
                    other[j] -= factor * row[j];
            }
        }
    }

    // Copies the block's columns, a strip of rows after the other, so that a tile reads without gaps.
    static void Pack(double[] matrix, int size, Block block, double[] right, int strip)
    {
        for (var c = 0; c < block.Count; c++)
        {
            var target = right.AsSpan(((strip * block.Count) + c) * TileColumns, TileColumns);
            for (var t = 0; t < TileColumns; t++)
            {
                var (row, column) = ((strip * TileColumns) + t, block.Start + c);
                target[t] = row >= size ? 0 : row >= column ? matrix[(row * size) + column] : matrix[(column * size) + row];
            }
        }
    }

    static void UpdateBand(double[] matrix, int size, Block block, double[] left, double[] right, double[] pivot, int first)
    {
        var (start, end) = (Math.Max(0, first), first + BandRows);
        for (var row = start; row < end; row++)
            MultiplyPivot(block, left.AsSpan(row * Width, Width), right, pivot, row);
        for (var strip = 0; strip * TileColumns < end; strip++)
            for (var row = start; row < end; row += TileRows)
                if (strip * TileColumns < row + TileRows)
                    UpdateTile(matrix, size, block.Count, left, right, new(row, Math.Min(TileRows, end - row), strip));
    }

    static void MultiplyPivot(Block block, Span<double> product, double[] right, double[] pivot, int row)
    {
        product.Clear();
        var (strip, place) = Math.DivRem(row, TileColumns);
        for (var c = 0; c < block.Count; c++)
        {
            var factor = new Vector<double>(right[(((strip * block.Count) + c) * TileColumns) + place]);
            for (var j = 0; j < Width; j += Lanes)
                (new Vector<double>(product[j..]) + (factor * new Vector<double>(pivot, (c * Width) + j))).CopyTo(product[j..]);
        }
    }

    readonly record struct Tile(int Row, int Rows, int Strip);

    static void UpdateTile(double[] matrix, int size, int depth, double[] left, double[] right, Tile tile)
    {
        ref var l = ref left[tile.Row * Width];
        ref var r = ref right[tile.Strip * depth * TileColumns];
        Vector<double> a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        Vector<double> c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        for (var k = 0; k < depth; k++)
        {
            var r0 = Vector.LoadUnsafe(ref r, (nuint)(k * TileColumns));
            var r1 = Vector.LoadUnsafe(ref r, (nuint)((k * TileColumns) + Lanes));
            var r2 = Vector.LoadUnsafe(ref r, (nuint)((k * TileColumns) + (2 * Lanes)));
            var x = new Vector<double>(Unsafe.Add(ref l, k));
            a0 = Vector.FusedMultiplyAdd(x, r0, a0);
            a1 = Vector.FusedMultiplyAdd(x, r1, a1);
            a2 = Vector.FusedMultiplyAdd(x, r2, a2);
            x = new(Unsafe.Add(ref l, Width + k));
            b0 = Vector.FusedMultiplyAdd(x, r0, b0);
            b1 = Vector.FusedMultiplyAdd(x, r1, b1);
            b2 = Vector.FusedMultiplyAdd(x, r2, b2);
            x = new(Unsafe.Add(ref l, (2 * Width) + k));
            c0 = Vector.FusedMultiplyAdd(x, r0, c0);
            c1 = Vector.FusedMultiplyAdd(x, r1, c1);
            c2 = Vector.FusedMultiplyAdd(x, r2, c2);
            x = new(Unsafe.Add(ref l, (3 * Width) + k));
            d0 = Vector.FusedMultiplyAdd(x, r0, d0);
            d1 = Vector.FusedMultiplyAdd(x, r1, d1);
            d2 = Vector.FusedMultiplyAdd(x, r2, d2);
        }

        Subtract(matrix, size, tile, 0, a0, a1, a2);
        Subtract(matrix, size, tile, 1, b0, b1, b2);
        Subtract(matrix, size, tile, 2, c0, c1, c2);
        Subtract(matrix, size, tile, 3, d0, d1, d2);
    }

    static void Subtract(
        double[] matrix, int size, Tile tile, int row, Vector<double> x0, Vector<double> x1, Vector<double> x2)
    {
        if (row >= tile.Rows)
            return;
        var column = tile.Strip * TileColumns;
        var target = matrix.AsSpan(((tile.Row + row) * size) + column, Math.Min(TileColumns, size - column));
        if (target.Length == TileColumns)
        {
            (new Vector<double>(target) - x0).CopyTo(target);
            (new Vector<double>(target[Lanes..]) - x1).CopyTo(target[Lanes..]);
            (new Vector<double>(target[(2 * Lanes)..]) - x2).CopyTo(target[(2 * Lanes)..]);
        }
        else
        {
            for (var c = 0; c < target.Length; c++)
                target[c] -= c < Lanes ? x0[c] : c < 2 * Lanes ? x1[c - Lanes] : x2[c - (2 * Lanes)];
        }
    }

    static void WriteBack(double[] matrix, int size, Block block, double[] left, double[] pivot)
    {
        for (var row = block.Start + block.Count; row < size; row++)
            left.AsSpan(row * Width, block.Count).CopyTo(matrix.AsSpan((row * size) + block.Start));
        for (var c = 0; c < block.Count; c++)
        {
            var row = matrix.AsSpan((block.Start + c) * size, block.Start + c + 1);
            for (var j = 0; j < block.Start; j++)
                row[j] = left[(j * Width) + c];
            for (var j = 0; j <= c; j++)
                row[block.Start + j] = -pivot[(c * Width) + j];
        }
    }
}
