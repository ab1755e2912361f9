using Bits.Recommender.Affinity;
using Bits.Recommender.Signals;

namespace Bits.Recommender.Tests.Affinity;

/// <summary>The weights of the head, beside the textbook.</summary>
public sealed class HeadWeightsTests
{
    [Fact]
    public void The_weights_are_those_of_the_textbook()
    {
        foreach (var seed in Cases.Numbers(200))
        {
            var random = new Random(seed);
            var (users, items, regularization) = (random.Next(1, 40), random.Next(1, 25), random.Next(1, 50));
            var interest = RandomInterest(random, users, items);

            var weights = Weights(interest, users, items, regularization);

            var textbook = Textbook(interest, users, items, regularization);
            for (var source = 0; source < items; source++)
                for (var target = 0; target < items; target++)
                    Assert.Equal(textbook[source, target], weights.Values[(source * items) + target], 1e-4);
        }
    }

    static float[,] RandomInterest(Random random, int users, int items)
    {
        var interest = new float[users, items];
        for (var user = 0; user < users; user++)
            for (var item = 0; item < items; item++)
                interest[user, item] = random.Next(3) == 0 ? random.Next(1, 11) / 10f : 0;

        return interest;
    }

    static HeadWeights Weights(float[,] interest, int users, int items, double regularization)
    {
        var (starts, entries) = (new int[users + 1], new List<Entry>());
        for (var user = 0; user < users; user++)
        {
            for (var item = 0; item < items; item++)
                if (interest[user, item] > 0)
                    entries.Add(new(item, interest[user, item], 0));
            starts[user + 1] = entries.Count;
        }

        var names = Enumerable.Range(0, items).Select(item => $"{item}").ToArray();
        var table = new SignalTable(new Guid[users], names, starts, [.. entries]);
        var interactions = Interactions.Create(table, max: 1_000, (_, _) => true);
        var solver = new HeadSolver(items, dropout: 0);
        solver.Count(interactions, CancellationToken.None);
        return solver.Solve(regularization, CancellationToken.None);
    }

    // Steck 2019, figure 1: P = (XᵀX + λI)⁻¹, B = -P / diag(P), diag(B) = 0.
    static double[,] Textbook(float[,] interest, int users, int items, double regularization)
    {
        var matrix = new double[items, 2 * items];
        for (var i = 0; i < items; i++)
        {
            for (var j = 0; j < items; j++)
                matrix[i, j] = Enumerable.Range(0, users).Sum(user => (double)interest[user, i] * interest[user, j]) + (i == j ? regularization : 0);
            matrix[i, items + i] = 1;
        }

        for (var pivot = 0; pivot < items; pivot++)
            for (var row = 0; row < items; row++)
                if (matrix[row, pivot] / matrix[pivot, pivot] is var factor && row != pivot)
                    for (var column = 0; column < 2 * items; column++)
                        matrix[row, column] -= factor * matrix[pivot, column];

        double P(int i, int j) => matrix[i, items + j] / matrix[i, i];
        var weights = new double[items, items];
        for (var i = 0; i < items; i++)
            for (var j = 0; j < items; j++)
                weights[i, j] = i == j ? 0 : -P(i, j) / P(j, j);

        return weights;
    }
}
