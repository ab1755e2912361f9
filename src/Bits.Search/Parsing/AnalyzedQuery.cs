using Bits.Search.Ranking;

namespace Bits.Search.Parsing;

/// <summary>What became of a text.</summary>
/// <param name="Query">What is looked for.</param>
/// <param name="IgnoredWords">Words that find nothing, such as "the", or that are beyond the number of clauses.</param>
/// <param name="Corrections">For a mistyped word, what it may have meant; empty unless that was asked for.</param>
sealed record AnalyzedQuery(
    ParsedQuery Query, IReadOnlyList<string> IgnoredWords, IReadOnlyDictionary<string, string> Corrections);

/// <summary>How a text is read.</summary>
/// <param name="Web">Whether quotes, minus and OR mean something.</param>
/// <param name="LastIsPrefix">Whether the last word is still being typed.</param>
/// <param name="IsNameSearch">Whether people alone are looked for: names sound, and no word is a stop word.</param>
/// <param name="IsFuzzy">Whether words may be mistyped.</param>
readonly record struct Reading(bool Web, bool LastIsPrefix, bool IsNameSearch, bool IsFuzzy)
{
    /// <summary>Whether words are looked for in titles as they were typed, beside any of their forms: for names, and where every
    /// word is a stop word, as in <c>The Who</c>.</summary>
    public bool IsAsTyped { get; init; } = IsNameSearch;
}
