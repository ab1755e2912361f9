using BenchmarkDotNet.Attributes;
using Bits.Recommender.Affinity;
using MathNet.Numerics.LinearAlgebra;

namespace Bits.Benchmarks;

/// <summary>The inverse behind the recommender's weights, ours and that of MathNet.Numerics.</summary>
public class SymmetricInverseBenchmarks
{
    double[] _matrix = [];

    /// <summary>The number of rows.</summary>
    [Params(500, 2_000)]
    public int Size { get; set; }

    /// <summary>Makes a positive definite matrix.</summary>
    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _matrix = new double[Size * Size];
        for (var i = 0; i < Size; i++)
            for (var j = 0; j <= i; j++)
                _matrix[(i * Size) + j] = _matrix[(j * Size) + i] = i == j ? Size : random.NextDouble();
    }

    /// <summary>In place, of a copy.</summary>
    [Benchmark(Baseline = true)]
    public double[] Ours()
    {
        var copy = (double[])_matrix.Clone();
        SymmetricInverse.Negate(copy, Size, CancellationToken.None);
        return copy;
    }

    /// <summary>By Cholesky, of the managed provider.</summary>
    [Benchmark]
    public Matrix<double> MathNet() =>
        Matrix<double>.Build.Dense(Size, Size, _matrix).Cholesky().Solve(Matrix<double>.Build.DenseIdentity(Size));
}
