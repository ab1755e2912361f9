using Bits.Recommender.Affinity;

namespace Bits.Recommender.Tests.Affinity;

/// <summary>The inverse, at sizes around those of blocks and tiles.</summary>
public sealed class SymmetricInverseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(64)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(200)]
    [InlineData(301)]
    public void A_matrix_times_its_inverse_is_the_identity(int size)
    {
        var matrix = RandomMatrix(size, seed: size);

        var inverse = Inverse(matrix, size);

        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, size).Sum(k => matrix[(i * size) + k] * inverse(k, j)), 1e-9);
    }

    [Fact]
    public void The_same_matrix_has_the_same_inverse_to_the_last_bit()
    {
        var (one, other) = (RandomMatrix(300, seed: 7), RandomMatrix(300, seed: 7));

        SymmetricInverse.Negate(one, 300, CancellationToken.None);
        SymmetricInverse.Negate(other, 300, CancellationToken.None);

        for (var i = 0; i < 300; i++)
            Assert.Equal(one.AsSpan(i * 300, i + 1), other.AsSpan(i * 300, i + 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_matrix_that_is_not_positive_definite_is_refused(double diagonal) =>
        Assert.Throws<ArithmeticException>(() => SymmetricInverse.Negate([2, 0, 0, diagonal], 2, CancellationToken.None));

    [Fact]
    public void A_cancelled_inversion_stops() => Assert.ThrowsAny<OperationCanceledException>(() =>
        SymmetricInverse.Negate(RandomMatrix(300, seed: 1), 300, new(canceled: true)));

    static double[] RandomMatrix(int size, int seed)
    {
        var (random, matrix) = (new Random(seed), new double[size * size]);
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++)
                matrix[(i * size) + j] = matrix[(j * size) + i] = i == j ? size : random.NextDouble() - 0.5;

        return matrix;
    }

    static Func<int, int, double> Inverse(double[] matrix, int size)
    {
        var copy = (double[])matrix.Clone();
        SymmetricInverse.Negate(copy, size, CancellationToken.None);
        return (i, j) => -copy[(Math.Max(i, j) * size) + Math.Min(i, j)];
    }
}
