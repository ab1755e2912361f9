namespace Bits.Recommender.Affinity;

/// <summary>Scores items by a user's own: weights in closed form within the head, neighbours elsewhere.</summary>
/// <param name="Head">The weights of the head.</param>
/// <param name="Lists">The neighbours of all items; null while every item is in the head and only scores are wanted.</param>
/// <param name="TailScale">What a likeness is worth in the unit of the weights.</param>
sealed record AffinityModel(HeadWeights Head, NeighbourLists? Lists, float TailScale)
{
    /// <summary>Scores all items for a user.</summary>
    /// <param name="items">The user's items.</param>
    /// <param name="strengths">The interest in each.</param>
    /// <param name="scores">One for each item; overwritten.</param>
    public void Score(ReadOnlySpan<int> items, ReadOnlySpan<float> strengths, Span<float> scores)
    {
        scores.Clear();
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] < Head.Count)
                Head.AddScores(items[i], strengths[i], scores);
            Lists?.AddScores(items[i], strengths[i] * TailScale, Head.Count, scores);
        }
    }

    /// <summary>Gets what full interest in an item adds to the score of another.</summary>
    public float Weight(int source, int target) => source < Head.Count && target < Head.Count
        ? Head.Values[(source * Head.Count) + target]
        : (Lists?.Listed(source, target) ?? 0) * TailScale;
}
