namespace Bits.Recommender;

/// <summary>Describes what a model was trained on and what it learnt. Does not say how good it is: hold out signals for that.</summary>
/// <param name="Users">The number of users.</param>
/// <param name="Items">The number of items.</param>
/// <param name="Pairs">The number of pairs of user and item.</param>
/// <param name="HeadItems">The number of items with weights in closed form.</param>
/// <param name="HeadShare">The share of the pairs on those items, 0 to 1; neighbours cover the rest.</param>
/// <param name="Regularization">The regularization, chosen on a held-out fifth of the signals.</param>
/// <param name="Damping">The power of an item's users by which its score is damped, chosen alike.</param>
/// <param name="TailScale">What a likeness is worth in the unit of the weights, chosen alike; 0 without a tail.</param>
/// <param name="BlendChoices">The number of users whose held-out signals taught the blend; 0 to 19 are too few, and the blend is the
/// default one.</param>
/// <param name="IsBlendByTime">Whether those signals were the last ones; false when signals have no times, or few users return.</param>
/// <param name="AffinityWeight">The weight of the user's neighbours in the blend.</param>
/// <param name="PopularityWeights">The weight of popularity by half-life in days; infinity is that of all time.</param>
public sealed record TrainingReport(
    int Users, int Items, int Pairs, int HeadItems, double HeadShare, double Regularization, double Damping, double TailScale,
    int BlendChoices, bool IsBlendByTime, double AffinityWeight, IReadOnlyDictionary<double, double> PopularityWeights);
