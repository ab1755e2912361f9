using Bits.Recommender;
using MathNet.Numerics.LinearAlgebra;

namespace Bits.Load.Recommend;

/// <summary>EASE as in its paper (Steck 2019), by a library of linear algebra: what the recommender is compared with.</summary>
/// <remarks>Over the items with the most users; others have no score. An interaction counts 1.</remarks>
sealed class TextbookEase
{
    const int MaxItems = 5_000;

    readonly string[] _items;
    readonly Dictionary<string, int> _numbers;
    readonly Matrix<double> _gram;

    /// <summary>Counts which items occur together.</summary>
    public TextbookEase(InteractionSet set)
    {
        _items = [.. set.Training.CountBy(s => s.Item).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MaxItems).Select(c => c.Key)];
        _numbers = _items.Index().ToDictionary(i => i.Item, i => i.Index);
        _gram = Matrix<double>.Build.Dense(_items.Length, _items.Length);
        foreach (var user in set.Histories)
        {
            var numbers = user.Select(s => s.Item).Distinct().Where(_numbers.ContainsKey).Select(item => _numbers[item]).ToArray();
            foreach (var one in numbers)
                foreach (var other in numbers)
                    _gram[one, other]++;
        }
    }

    /// <summary>The weights of items for each other, by source and target.</summary>
    public double[,] Weights(double regularization)
    {
        var identity = Matrix<double>.Build.DenseIdentity(_items.Length);
        var inverse = (_gram + (regularization * identity)).Cholesky().Solve(identity);
        var weights = new double[_items.Length, _items.Length];
        for (var source = 0; source < _items.Length; source++)
            for (var target = 0; target < _items.Length; target++)
                weights[source, target] = source == target ? 0 : -inverse[source, target] / inverse[target, target];

        return weights;
    }

    /// <summary>The weights with so many sources kept for each target, the largest.</summary>
    public static double[,] Strongest(double[,] weights, int kept)
    {
        var strongest = (double[,])weights.Clone();
        Parallel.For(0, weights.GetLength(1), target =>
        {
            var sizes = Enumerable.Range(0, weights.GetLength(0)).Select(source => -Math.Abs(weights[source, target])).ToArray();
            var sources = Enumerable.Range(0, sizes.Length).ToArray();
            Array.Sort(sizes, sources);
            foreach (var source in sources.Skip(kept))
                strongest[source, target] = 0;
        });
        return strongest;
    }

    /// <summary>The ten best items for a user that are not in the history.</summary>
    public IReadOnlyList<string> Best(double[,] weights, IEnumerable<Signal> history)
    {
        var known = history.Select(s => s.Item).ToHashSet();
        var scores = new double[_items.Length];
        foreach (var source in known.Where(_numbers.ContainsKey).Select(item => _numbers[item]).Order())
            for (var target = 0; target < scores.Length; target++)
                scores[target] += weights[source, target];

        return [.. _items.Index().Where(i => !known.Contains(i.Item)).OrderByDescending(i => scores[i.Index]).Take(10).Select(i => i.Item)];
    }
}
