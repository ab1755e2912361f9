namespace Bits.Recommender;

/// <summary>Selects what a list of recommendations is ranked by.</summary>
public enum Ranking
{
    /// <summary>Neighbours of the user's items, blended with popularity and recency by the learnt weights.</summary>
    Blended,

    /// <summary>Neighbours of the user's items alone.</summary>
    Neighbours,
}

/// <summary>Describes which recommendations a user wants.</summary>
public sealed record RecommendationQuery
{
    /// <summary>The maximum number of recommendations, 1 to 1,000. Default 20.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>The share of diversity in the order, 0 to 0.9. Default 0.02. Ranks by maximal marginal relevance: an item loses by its
    /// likeness to those above it. The first item stays the first.</summary>
    public float Diversity { get; init; } = 0.02f;

    /// <summary>The maximum number of reasons of a recommendation, 0 to 100. Default 3.</summary>
    public int Reasons { get; init; } = 3;

    /// <summary>The ranking. Default <see cref="Ranking.Blended"/>.</summary>
    public Ranking Ranking { get; init; }

    /// <summary>The items that this user must not get. The model itself leaves out items of full interest and dismissed ones.
    /// </summary>
    public IReadOnlyCollection<string> Excluded { get; init; } = [];

    internal void Check()
    {
        RecommenderOptions.InRange(nameof(Limit), Limit, 1, 1_000);
        RecommenderOptions.InRange(nameof(Reasons), Reasons, 0, 100);
        if (!(Diversity is >= 0 and <= 0.9f))
            throw new InvalidArgumentException(nameof(Diversity), $"is {Diversity}. Use 0 to 0.9.");
    }
}

/// <summary>Describes an item for a user, and why. <see cref="Popularity"/>, the reasons and <see cref="Rest"/> add up to the score.
/// </summary>
/// <param name="Item">The item.</param>
/// <param name="Score">The score; higher is better. Comparable within one list.</param>
/// <param name="Popularity">The part of the score that is the same for all users: popularity and recency.</param>
/// <param name="Reasons">The user's items that contribute most, the strongest first.</param>
/// <param name="Rest">The contribution of the user's other items.</param>
public sealed record Recommendation(string Item, float Score, float Popularity, IReadOnlyList<Reason> Reasons, float Rest);

/// <summary>Describes what one of the user's items contributes to a recommendation.</summary>
/// <param name="Item">The user's item.</param>
/// <param name="Contribution">The part of the score; negative when it counts against.</param>
public readonly record struct Reason(string Item, float Contribution);
