namespace Bits.Search.Ranking;

/// <summary>The numbers that turn counts into a rank.</summary>
/// <param name="StatisticsVersion">The snapshot of document frequencies that the weights of the query hold; 0 for none.
/// </param>
/// <param name="Documents">All documents at the time of that snapshot.</param>
/// <param name="AverageLengths">Words in a document, on average.</param>
/// <param name="Boosts">What else counts.</param>
/// <param name="Now">When the walk through the pages began: recency is measured from here.</param>
sealed record Scoring(
    int StatisticsVersion, long Documents, AverageLengths AverageLengths, SearchBoosts Boosts, DateTimeOffset Now);

/// <summary>How often a term is in a document.</summary>
/// <param name="Title">Positions with weight A, or 1 for a lexeme without positions.</param>
/// <param name="Body">Positions with any other weight.</param>
readonly record struct Occurrences(int Title, int Body)
{
    /// <summary>Whether the document has the term.</summary>
    public bool Any => (Title | Body) != 0;
}

/// <summary>What else a rank depends on.</summary>
/// <param name="Lengths">Words in title and body.</param>
/// <param name="Quality">0 to 1, as the column has it.</param>
/// <param name="UpdatedAt">When the text was written.</param>
/// <param name="HasAffinity">Whether the document shares one of the caller's affinity tags.</param>
readonly record struct DocumentFacts(FieldLengths Lengths, float Quality, DateTimeOffset UpdatedAt, bool HasAffinity);

/// <summary>How a document fits.</summary>
/// <param name="Rank">In millionths of the best that the query can reach; ten times that for the exact title.</param>
/// <param name="Clauses">The clauses that it fits, a bit each.</param>
readonly record struct Fit(int Rank, ulong Clauses)
{
    /// <summary>Fits nothing, or has what the query excludes.</summary>
    public static Fit None => default;
}
