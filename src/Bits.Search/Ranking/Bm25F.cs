namespace Bits.Search.Ranking;

/// <summary>BM25F (Robertson, Zaragoza, Taylor 2004) over two fields with one length norm. Pure: the same input gives
/// the same rank on both paths, to the last bit.</summary>
static class Bm25F
{
    const double K1 = 1.2;
    const double B = 0.75;
    const double TitleWeight = 2;
    const double Millionths = 1_000_000;

    /// <summary>How a document fits.</summary>
    /// <param name="query">The question.</param>
    /// <param name="occurrences">One for each of its terms, in their order.</param>
    /// <param name="facts">The document.</param>
    public static Fit Rank(ParsedQuery query, ReadOnlySpan<Occurrences> occurrences, in DocumentFacts facts)
    {
        foreach (var term in query.Excluded)
            if (occurrences[term].Any)
                return Fit.None;

        var norm = K1 * (1 - B + B * facts.Length / query.Scoring.AverageLength);
        var (score, best, clauses) = (0.0, 0.0, 0u);
        for (var i = 0; i < query.Clauses.Count; i++)
        {
            var (clause, most) = Score(query.Clauses[i], occurrences, norm);
            best += most;
            if (clause < 0)
                continue;

            score += clause;
            clauses |= 1u << i;
        }

        return clauses == 0 ? Fit.None : new(Scaled(score / best, query.Scoring, facts), clauses);
    }

    // The score of a clause, below 0 where the document has no alternative, and the most that any document can reach.
    static (double Score, double Most) Score(Clause clause, ReadOnlySpan<Occurrences> occurrences, double norm)
    {
        var (score, most) = (-1.0, 0.0);
        foreach (var (term, weight, _) in clause.Alternatives)
        {
            var (title, body) = occurrences[term];
            var frequency = TitleWeight * title + body;
            if (frequency > 0)
                score = Math.Max(score, weight * frequency / (frequency + norm));
            most = Math.Max(most, weight);
        }

        return (score, most);
    }

    static int Scaled(double share, Scoring scoring, in DocumentFacts facts) =>
        (int)Math.Round(share * scoring.Boosts.Factor(facts, scoring.Now) / scoring.Boosts.Most * Millionths);
}
