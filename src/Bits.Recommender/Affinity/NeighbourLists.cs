using Bits.Recommender.Signals;

namespace Bits.Recommender.Affinity;

/// <summary>Holds the nearest neighbours of every item, with how often they occur together.</summary>
/// <param name="Ids">The neighbours of each item, in order.</param>
/// <param name="Counts">The co-occurrence with each neighbour.</param>
/// <param name="Norms">The squared interest in each item.</param>
sealed record NeighbourLists(int[][] Ids, float[][] Counts, float[] Norms)
{
    // Two items with one user in common are no neighbours yet.
    const float Shrinkage = 10;

    /// <summary>Gets the number of items.</summary>
    public int Items => Norms.Length;

    /// <summary>Finds the neighbours of every item.</summary>
    /// <param name="interactions">The interactions.</param>
    /// <param name="kept">The number of neighbours that an item keeps.</param>
    /// <param name="ct">Stops the computation.</param>
    public static NeighbourLists Count(Interactions interactions, int kept, CancellationToken ct)
    {
        var items = interactions.Items;
        var norms = new float[items];
        Parallel.For(0, items, new() { CancellationToken = ct }, item => norms[item] = interactions.Norm(item));

        var lists = new NeighbourLists(new int[items][], new float[items][], norms);
        int[] all = [.. Enumerable.Range(0, items)];
        Parallel.For(0, items, new() { CancellationToken = ct }, () => (Sums: new float[items], Top: new TopList(kept)), (item, _, own) =>
        {
            interactions.AddCoOccurrence(item, items, own.Sums);
            own.Sums[item] = 0;
            lists.Keep(item, own.Sums, all, own.Top);
            Array.Clear(own.Sums);
            return own;
        }, _ => { });
        return lists;
    }

    /// <summary>Copies the lists, with room for more items. The lists of single items stay shared: they are replaced, never changed.
    /// </summary>
    public NeighbourLists WithRoomFor(int items)
    {
        var copy = new NeighbourLists(new int[items][], new float[items][], new float[items]);
        Array.Fill(copy.Ids, []);
        Array.Fill(copy.Counts, []);
        Ids.CopyTo(copy.Ids, 0);
        Counts.CopyTo(copy.Counts, 0);
        Norms.CopyTo(copy.Norms, 0);
        return copy;
    }

    /// <summary>Gets the likeness of two items that occur together so often: the cosine, shrunk for rare pairs.</summary>
    public float Similarity(int one, int other, float count) => count / (MathF.Sqrt(Norms[one] * Norms[other]) + Shrinkage);

    /// <summary>Gets what an item says about another by its list alone, as <see cref="AddScores"/> does.</summary>
    public float Listed(int source, int target) =>
        Array.BinarySearch(Ids[source], target) is >= 0 and var place ? Similarity(source, target, Counts[source][place]) : 0;

    /// <summary>Adds what a user's interest in an item says about its neighbours, where the weights of the head do not.</summary>
    public void AddScores(int source, float strength, int head, Span<float> scores)
    {
        var (ids, counts) = (Ids[source], Counts[source]);
        for (var i = 0; i < ids.Length; i++)
            if (source >= head || ids[i] >= head)
                scores[ids[i]] += strength * Similarity(source, ids[i], counts[i]);
    }

    /// <summary>Replaces the list of an item by the nearest of those that it occurs with.</summary>
    /// <param name="item">The item.</param>
    /// <param name="counts">How often it occurs with each other one.</param>
    /// <param name="others">Those that it may occur with, each once.</param>
    /// <param name="top">Empty before and after.</param>
    public void Keep(int item, ReadOnlySpan<float> counts, ReadOnlySpan<int> others, TopList top)
    {
        foreach (var other in others)
            if (counts[other] > 0)
                top.Add(other, Similarity(item, other, counts[other]));

        var ids = top.Take().Select(kept => kept.Number).ToArray();
        Array.Sort(ids);
        Ids[item] = ids;
        Counts[item] = new float[ids.Length];
        for (var i = 0; i < ids.Length; i++)
            Counts[item][i] = counts[ids[i]];
    }
}
