using Bits.Recommender.Affinity;

namespace Bits.Recommender.Blending;

/// <summary>Measures rankings.</summary>
static class RankedGain
{
    const int Depth = 10;

    /// <summary>Normalized discounted cumulative gain of the first ten; gain is 1 or 0.</summary>
    /// <param name="scores">The score of each item; minus infinity for items that may not be ranked.</param>
    /// <param name="wanted">The items that should come first, at least one.</param>
    public static double At10(ReadOnlySpan<float> scores, IReadOnlyCollection<int> wanted)
    {
        var top = new TopList(Depth);
        for (var item = 0; item < scores.Length; item++)
            top.Add(item, scores[item]);

        var (gain, ideal, ranked) = (0.0, 0.0, top.Take());
        for (var place = 0; place < Depth; place++)
        {
            var discount = 1 / Math.Log2(place + 2);
            if (place < ranked.Length && wanted.Contains(ranked[place].Number))
                gain += discount;
            if (place < wanted.Count)
                ideal += discount;
        }

        return gain / ideal;
    }
}
