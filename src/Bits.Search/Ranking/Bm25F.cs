namespace Bits.Search.Ranking;

/// <summary>BM25F (Robertson, Zaragoza, Taylor 2004) over two fields, each with a norm of its own length. Pure: the
/// same input gives the same rank on both paths, to the last bit.</summary>
static class Bm25F
{
    const double K1 = 1.2;
    const int Millionths = 1_000_000;
    const int ExactTitleFactor = 10;

    /// <summary>The minimum rank of a document with the exact title; all other ranks are lower.</summary>
    public const int MinExactTitle = Millionths + 1;

    /// <summary>Ranks a document.</summary>
    /// <param name="query">The query.</param>
    /// <param name="occurrences">The occurrences of its terms, in their order.</param>
    /// <param name="facts">The data of the document.</param>
    public static Fit Rank(ParsedQuery query, ReadOnlySpan<Occurrences> occurrences, in DocumentFacts facts)
    {
        for (var i = 0; i < query.Excluded.Count; i++)
            if (occurrences[query.Excluded[i]].Any)
                return Fit.None;

        var weights = FieldWeights.Of(facts.Lengths, query.Scoring.AverageLengths);
        var (score, best, clauses) = (0.0, 0.0, 0ul);
        for (var i = 0; i < query.Clauses.Count; i++)
        {
            var (clause, max) = Score(query.Clauses[i], occurrences, weights);
            best += max;
            if (clause < 0)
                continue;

            score += clause;
            clauses |= 1ul << i;
        }

        if (clauses == 0)
            return Fit.None;

        var rank = Scaled(score / best, query.Scoring, facts);
        return new(IsExactTitle(query, occurrences) ? Math.Max(ExactTitleFactor * rank, MinExactTitle) : rank, clauses);
    }

    static bool IsExactTitle(ParsedQuery query, ReadOnlySpan<Occurrences> occurrences) =>
        query.ExactTitle is { } term && occurrences[term].Any;

    /// <summary>Returns the saturation of occurrences, 0 to below 1.</summary>
    public static double Saturation(in Occurrences occurrences, in FieldWeights weights)
    {
        var frequency = weights.Title * occurrences.Title + weights.Body * occurrences.Body;
        return frequency / (frequency + K1);
    }

    // Returns the score of a clause, below 0 when the document has no alternative, and the maximum of any document.
    static (double Score, double Max) Score(Clause clause, ReadOnlySpan<Occurrences> occurrences, in FieldWeights weights)
    {
        var (score, max) = (-1.0, 0.0);
        for (var i = 0; i < clause.Alternatives.Count; i++)
        {
            var (term, weight) = (clause.Alternatives[i].Term, clause.Alternatives[i].Weight);
            if (occurrences[term].Any)
                score = Math.Max(score, weight * Saturation(occurrences[term], weights));
            max = Math.Max(max, weight);
        }

        return (score, max);
    }

    static int Scaled(double share, Scoring scoring, in DocumentFacts facts) =>
        (int)Math.Round(share * scoring.Boosts.Factor(facts, scoring.Now) / scoring.Boosts.Max * Millionths);
}
