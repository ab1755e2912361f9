namespace Bits.Recommender;

/// <summary>Configures training. The defaults suit every size: regularization and blend are learnt, not set.</summary>
public sealed record RecommenderOptions
{
    /// <summary>The number of items with the most users whose weights come in closed form, 1 to 10,000. Default 5,000. Training
    /// needs 14 bytes for each pair of them, and time by the third power.</summary>
    public int HeadItems { get; init; } = 5_000;

    /// <summary>The number of neighbours of an item that the model keeps for the tail and for diversity, 1 to 1,000. Default 100.
    /// </summary>
    public int NeighboursPerItem { get; init; } = 100;

    /// <summary>The number of a user's latest items that count, 10 to 10,000. Default 2,000. Older ones stay excluded from
    /// recommendations.</summary>
    public int ItemsPerUser { get; init; } = 2_000;

    internal void Check()
    {
        InRange(nameof(HeadItems), HeadItems, 1, 10_000);
        InRange(nameof(NeighboursPerItem), NeighboursPerItem, 1, 1_000);
        InRange(nameof(ItemsPerUser), ItemsPerUser, 10, 10_000);
    }

    internal static void InRange(string field, int value, int min, int max)
    {
        if (value < min || value > max)
            throw new InvalidArgumentException(field, $"is {value}. Use {min} to {max}.");
    }
}
