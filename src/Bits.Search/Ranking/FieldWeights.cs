namespace Bits.Search.Ranking;

/// <summary>What one occurrence counts in each field of a document, by the length of that field.</summary>
/// <param name="Title">In the title.</param>
/// <param name="Body">In the body.</param>
readonly record struct FieldWeights(double Title, double Body)
{
    const double TitleWeight = 2.5;
    const double TitleB = 0.5;
    const double BodyB = 0.7;
    const double LeastBodyNorm = 0.5; // a text of a few words says no more with a word than a short one

    /// <summary>The weights of a document.</summary>
    public static FieldWeights Of(FieldLengths lengths, AverageLengths averages) => new(
        TitleWeight / Norm(TitleB, lengths.Title / averages.Title),
        1 / Math.Max(LeastBodyNorm, Norm(BodyB, lengths.Body / averages.Body)));

    static double Norm(double b, double share) => 1 - b + b * share;
}
