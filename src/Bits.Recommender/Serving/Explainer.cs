using Bits.Recommender.Affinity;

namespace Bits.Recommender.Serving;

/// <summary>Says which of a user's items made a score.</summary>
/// <param name="items">The names of the items.</param>
/// <param name="affinity">The weights.</param>
/// <param name="own">The user's items.</param>
/// <param name="max">The maximum number of reasons.</param>
sealed class Explainer(string[] items, AffinityModel affinity, UserItems own, int max)
{
    /// <summary>Explains a score.</summary>
    /// <param name="item">The recommended item.</param>
    /// <param name="sum">The affinity of the user: the sum over the user's items.</param>
    /// <param name="score">The score.</param>
    /// <param name="popularity">The part of it that is the same for all users.</param>
    public Recommendation Explain(int item, float sum, float score, float popularity)
    {
        var part = score - popularity;
        if (max == 0 || part == 0 || !(sum > 0))
            return new(items[item], score, popularity, [], part);

        // The affinity is a sum; a part of the score that is a function of it is divided in the same proportions.
        var (top, unit) = (new TopList(max), part / sum);
        var contributions = new float[own.Items.Length];
        for (var i = 0; i < contributions.Length; i++)
        {
            contributions[i] = own.Strengths[i] * affinity.Weight(own.Items[i], item) * unit;
            if (contributions[i] != 0)
                top.Add(i, Math.Abs(contributions[i]));
        }

        var reasons = top.Take().Select(kept => new Reason(items[own.Items[kept.Number]], contributions[kept.Number])).ToArray();
        return new(items[item], score, popularity, reasons, part - reasons.Sum(reason => reason.Contribution));
    }
}
