using Bits.Search.Ranking;

namespace Bits.Search.Paths;

/// <summary>Estimates from the statistics how many documents match.</summary>
static class SelectivityEstimate
{
    // The assumed share of documents with a frequent word that the statistics do not know.
    const double UnknownShare = 0.05;

    /// <summary>Estimates the documents that match the query; 0 when unknown.</summary>
    public static long Documents(PathQuery query) => query.Group == MatchGroup.AllWords
        ? query.Query.Clauses.Min(Documents)
        : query.Query.Clauses.Sum(Documents);

    /// <summary>Estimates the documents that match a clause; counts one with two of its words twice.</summary>
    public static long Documents(Clause clause) => clause.Alternatives.Sum(a => a.Frequency);

    /// <summary>Estimates the share of all documents that match the query, above 0.</summary>
    /// <remarks>When every word counts, assumes words that are nearly independent, but never a share far below the rarest
    /// word's: related words match more documents.</remarks>
    public static double Share(PathQuery query)
    {
        const double relation = 1.5;
        const int maxBelow = 6;

        var documents = (double)query.Query.Scoring.Documents;
        if (documents == 0 || Documents(query) == 0)
            return UnknownShare;

        var shares = query.Query.Clauses.Select(clause => Math.Min(1, Documents(clause) / documents)).ToList();
        if (query.Group == MatchGroup.SomeWords)
            return Math.Min(1, shares.Sum());

        var unrelated = shares.Aggregate((one, other) => one * other);
        return Math.Clamp(relation * unrelated, shares.Min() / maxBelow, shares.Min());
    }
}
