namespace Bits.Search;

/// <summary>Explains why a query finds a document, or why not.</summary>
/// <param name="Group">The group of the hit; null when the query does not find the document.</param>
/// <param name="Rank">The rank in millionths, ten times that for the exact title; 0 when not found.</param>
/// <param name="AdmittedBy">The caller's tags that the document has.</param>
/// <param name="Words">Each word of the query, and its matches in the document.</param>
/// <param name="Excluded">Excluded words that the document has.</param>
/// <param name="IgnoredWords">Words that the search ignores, such as "the".</param>
/// <param name="Length">The number of words in the document; a match in a shorter document counts more.</param>
/// <param name="Boost">The factor of quality, recency and affinity.</param>
public sealed record SearchExplanation(
    SearchGroup? Group, int Rank, IReadOnlyList<string> AdmittedBy, IReadOnlyList<ExplainedWord> Words,
    IReadOnlyList<string> Excluded, IReadOnlyList<string> IgnoredWords, int Length, double Boost)
{
    /// <summary>Gets whether the query does not find the document because of <see cref="SearchQuery.ExcludedAuthors"/>. Tell
    /// only the caller who excluded the author. The explanation then has no words and no rank.</summary>
    public bool IsAuthorExcluded { get; init; }
}

/// <summary>Explains a word of the query.</summary>
/// <param name="Text">The word as typed.</param>
/// <param name="Matches">Its matches in the document; empty when there are none.</param>
public sealed record ExplainedWord(string Text, IReadOnlyList<ExplainedMatch> Matches);

/// <summary>Explains a match.</summary>
/// <param name="Kind">The kind: word, phrase, prefix, synonym, sound or typo.</param>
/// <param name="Term">The term in the index.</param>
/// <param name="InTitle">The occurrences in the title.</param>
/// <param name="InBody">The occurrences in the body.</param>
/// <param name="Weight">The inverse document frequency times the factor of the kind.</param>
public sealed record ExplainedMatch(string Kind, string Term, int InTitle, int InBody, double Weight);
