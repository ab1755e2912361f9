namespace Bits.Recommender.Blending;

/// <summary>Holds the learnt weights of a ranking. A score is the logarithm of a probability, but for a constant.</summary>
/// <param name="Affinity">The weight of the affinity.</param>
/// <param name="Softness">The affinity that doubles an item's odds, before its weight.</param>
/// <param name="Popularity">The weight of each half-life.</param>
sealed record Blend(float Affinity, float Softness, float[] Popularity)
{
    /// <summary>Gets the weights of an installation without a past: popularity of a month, and affinity.</summary>
    public static Blend Unlearnt { get; } = new(1, 0.05f, [0, 0, 0, 1, 0, 0]);

    /// <summary>Gets the part of the score that an affinity gives; 0 without any.</summary>
    public float OfAffinity(float affinity) => Affinity * Soft(affinity, Softness);

    /// <summary>Computes the part of the score that is the same for all users.</summary>
    public float[] OfPopularity(Popularity popularity)
    {
        var scores = new float[popularity.Sums[0].Length];
        for (var speed = 0; speed < Popularity.Length; speed++)
            for (var item = 0; item < scores.Length; item++)
                scores[item] += Popularity[speed] * popularity.Log(speed, item);

        return scores;
    }

    /// <summary>Gets the logarithm by which an affinity raises the odds.</summary>
    public static float Soft(float affinity, float softness) => affinity > 0 ? MathF.Log(1 + (affinity / softness)) : 0;
}
