using Bits.Search.Ranking;

namespace Bits.Search.Parsing;

/// <summary>The result of analysing a text.</summary>
/// <param name="Query">The query.</param>
/// <param name="IgnoredWords">The ignored words, such as "the", and the words beyond the maximum number of clauses.</param>
/// <param name="Corrections">The corrections of mistyped words, the nearest first; empty unless requested.</param>
sealed record AnalyzedQuery(
    ParsedQuery Query, IReadOnlyList<string> IgnoredWords, IReadOnlyDictionary<string, IReadOnlyList<Correction>> Corrections);

/// <summary>A correction of a mistyped word.</summary>
/// <param name="Means">The corrected word.</param>
/// <param name="Alternative">The term of the query that finds it.</param>
readonly record struct Correction(string Means, Alternative Alternative);

/// <summary>Describes how to read a text.</summary>
/// <param name="Web">Whether quotes, minus and OR have their meaning.</param>
/// <param name="LastIsPrefix">Whether the last word is still being typed.</param>
/// <param name="IsNameSearch">Whether the search is for people alone: names match by sound, and no word is a stop word.</param>
/// <param name="IsFuzzy">Whether to correct mistyped words.</param>
readonly record struct QueryOptions(bool Web, bool LastIsPrefix, bool IsNameSearch, bool IsFuzzy)
{
    /// <summary>Gets whether titles are also searched for the words as typed: for names, and for texts of stop words
    /// alone, such as <c>The Who</c>.</summary>
    public bool IsAsTyped { get; init; } = IsNameSearch;
}
