namespace Bits.Search.Ranking;

/// <summary>The parameters that turn counts into a rank.</summary>
/// <param name="StatisticsVersion">The version of the statistics that the weights come from; 0 without statistics.</param>
/// <param name="Documents">The number of documents at the time of the statistics.</param>
/// <param name="AverageLengths">The average number of words in a document.</param>
/// <param name="Boosts">The factors besides the words.</param>
/// <param name="Now">The time of the first page; the boost for recency uses it.</param>
sealed record Scoring(
    int StatisticsVersion, long Documents, AverageLengths AverageLengths, SearchBoosts Boosts, DateTimeOffset Now);

/// <summary>The occurrences of a term in a document.</summary>
/// <param name="Title">The positions with weight A, or 1 for a lexeme without positions.</param>
/// <param name="Body">The positions with any other weight.</param>
readonly record struct Occurrences(int Title, int Body)
{
    /// <summary>Gets whether the document has the term.</summary>
    public bool Any => (Title | Body) != 0;
}

/// <summary>The data of a document that affects its rank.</summary>
/// <param name="Lengths">The number of words in title and body.</param>
/// <param name="Quality">The quality, 0 to 1, as stored.</param>
/// <param name="UpdatedAt">The time of the last text.</param>
/// <param name="HasAffinity">Whether the document shares one of the caller's affinity tags.</param>
readonly record struct DocumentFacts(FieldLengths Lengths, float Quality, DateTimeOffset UpdatedAt, bool HasAffinity);

/// <summary>The match of a document.</summary>
/// <param name="Rank">The rank in millionths of the best that the query can reach; ten times that for the exact title.</param>
/// <param name="Clauses">The matched clauses, a bit each.</param>
readonly record struct Fit(int Rank, ulong Clauses)
{
    /// <summary>No match, or a match of an excluded term.</summary>
    public static Fit None => default;
}
