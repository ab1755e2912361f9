using Bits.Search.Ranking;

namespace Bits.Search.Paths;

/// <summary>How much fits, as far as the statistics know.</summary>
static class Expectation
{
    // The share of documents that a word is taken to be in of which nothing is known but that it is in many.
    const double UnknownShare = 0.05;

    /// <summary>Documents that may fit the query; 0 where nothing is known.</summary>
    public static long Documents(PathQuery query) => query.Group == MatchGroup.AllWords
        ? query.Query.Clauses.Min(Documents)
        : query.Query.Clauses.Sum(Documents);

    /// <summary>Documents that may fit a clause; one with two of its words counts twice.</summary>
    public static long Documents(Clause clause) => clause.Alternatives.Sum(a => a.Frequency);

    /// <summary>The share of all documents that may fit the query, above 0.</summary>
    /// <remarks>Where every word counts, words have little to do with one another, mostly; where they do have, it is more, and so
    /// that this does not cost much it is never taken for much less.</remarks>
    public static double Share(PathQuery query)
    {
        const double relation = 1.5;
        const int mostBelow = 6;

        var documents = (double)query.Query.Scoring.Documents;
        if (documents == 0 || Documents(query) == 0)
            return UnknownShare;

        var shares = query.Query.Clauses.Select(clause => Math.Min(1, Documents(clause) / documents)).ToList();
        if (query.Group == MatchGroup.SomeWords)
            return Math.Min(1, shares.Sum());

        var unrelated = shares.Aggregate((one, other) => one * other);
        return Math.Clamp(relation * unrelated, shares.Min() / mostBelow, shares.Min());
    }
}
