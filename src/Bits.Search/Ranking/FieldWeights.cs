namespace Bits.Search.Ranking;

/// <summary>The weight of one occurrence in each field of a document, by the length of the field.</summary>
/// <param name="Title">The weight in the title.</param>
/// <param name="Body">The weight in the body.</param>
readonly record struct FieldWeights(double Title, double Body)
{
    const double TitleWeight = 2.5;
    const double TitleB = 0.5;
    const double BodyB = 0.7;
    const double MinBodyNorm = 0.5; // a text of a few words is no more relevant than a short one

    /// <summary>Returns the weights of a document.</summary>
    public static FieldWeights Of(FieldLengths lengths, AverageLengths averages) => new(
        TitleWeight / Norm(TitleB, lengths.Title / averages.Title),
        1 / Math.Max(MinBodyNorm, Norm(BodyB, lengths.Body / averages.Body)));

    static double Norm(double b, double share) => 1 - b + b * share;
}
