namespace Bits.Recommender.Blending;

/// <summary>Tells without a logarithm that an item does not reach a score: most of the items of a catalogue, for each user.</summary>
/// <remarks>A score is the logarithm of odds, and an affinity multiplies them: the products are in the order of the scores.</remarks>
sealed class ScoreBound
{
    // A weight near zero would take the odds out of range; a larger one lets more items through.
    const float LeastWeight = 0.1f;

    // Odds are rounded otherwise than scores.
    const float Slack = 0.999f;

    readonly float[] _odds;
    readonly float _weight;
    readonly float _softness;
    readonly float _best;

    /// <summary>Computes the odds of all items without affinity.</summary>
    /// <param name="blend">The weights.</param>
    /// <param name="popularity">The part of each score that is the same for all users.</param>
    public ScoreBound(Blend blend, float[] popularity)
    {
        (_weight, _softness) = (Math.Max(blend.Affinity, LeastWeight), blend.Softness);
        _best = popularity.DefaultIfEmpty().Max();
        _odds = [.. popularity.Select(OddsOf)];
    }

    /// <summary>Gets the odds that an item needs for a score; 0 for negative infinity.</summary>
    public float NeededFor(float score) => OddsOf(score) * Slack;

    /// <summary>Returns false when an item with an affinity has a lower score than these odds stand for.</summary>
    public bool MayReach(float needed, int item, float affinity) =>
        (affinity > 0 ? _odds[item] * (1 + (affinity / _softness)) : _odds[item]) >= needed;

    float OddsOf(float score) => MathF.Exp((score - _best) / _weight);
}
