namespace Bits.Search;

/// <summary>Why a document is found, or is not.</summary>
/// <param name="Group">The group that it is in; null when it is not found.</param>
/// <param name="Rank">In millionths, ten times that for the exact title; 0 when it is not found.</param>
/// <param name="AdmittedBy">The caller's tags that let them see it.</param>
/// <param name="Words">Each thing that was asked for, and what of the document counts as that.</param>
/// <param name="Excluded">Words that the caller left out and that the document has.</param>
/// <param name="IgnoredWords">Words that find nothing, such as "the".</param>
/// <param name="Length">Words in the document: a match in a shorter one counts more.</param>
/// <param name="Boost">By how much quality, recency and affinity multiply its rank.</param>
public sealed record SearchExplanation(
    SearchGroup? Group, int Rank, IReadOnlyList<string> AdmittedBy, IReadOnlyList<ExplainedWord> Words,
    IReadOnlyList<string> Excluded, IReadOnlyList<string> IgnoredWords, int Length, double Boost);

/// <summary>A thing that was asked for.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Matches">What of the document counts as that; none: it is not there.</param>
public sealed record ExplainedWord(string Text, IReadOnlyList<ExplainedMatch> Matches);

/// <summary>Something that counts.</summary>
/// <param name="Kind">Why: word, phrase, prefix, synonym, sound or typo.</param>
/// <param name="Term">What is in the index.</param>
/// <param name="InTitle">How often in the title.</param>
/// <param name="InBody">How often in the text.</param>
/// <param name="Weight">How rare it is, times the factor of its kind.</param>
public sealed record ExplainedMatch(string Kind, string Term, int InTitle, int InBody, double Weight);
