using System.Globalization;
using System.Text;
using Bits.Search.Ranking;

namespace Bits.Search.Paths;

/// <summary>Writes queries as the text of a <c>tsquery</c>.</summary>
static class TsQueryText
{
    /// <summary>Returns the query for the documents of the requested group.</summary>
    public static string Of(PathQuery query) => Of(query, query.Query.Clauses);

    /// <summary>Returns the query for most of them: prefixes become their most frequent words, which the index finds
    /// without collecting every document of a word with the prefix.</summary>
    public static string OfFrequent(PathQuery query) => Of(query, query.Query.Clauses, isFrequent: true);

    /// <summary>Returns the query for documents with the exact title; null when the page begins after the last of
    /// them.</summary>
    public static string? OfExactTitle(PathQuery query) =>
        query.Query.ExactTitle is { } term && query.Group == MatchGroup.AllWords && query.After is not { Rank: < Bm25F.MinExactTitle }
            ? Of(query.Query.Terms[term], isFrequent: false)
            : null;

    /// <summary>Returns the query for those that match one of <paramref name="clauses"/>, or all of them.</summary>
    public static string Of(PathQuery query, IReadOnlyList<Clause> clauses) => Of(query, clauses, isFrequent: false);

    /// <summary>Returns the query for documents that match every one of the clauses, or any, and no excluded term.</summary>
    public static string Of(ParsedQuery query, IEnumerable<Clause> clauses, MatchGroup group) => Of(query, clauses, group, isFrequent: false);

    static string Of(PathQuery query, IReadOnlyList<Clause> clauses, bool isFrequent) => query.Group == MatchGroup.AllWords
        ? Of(query.Query, clauses, MatchGroup.AllWords, isFrequent)
        : $"{Of(query.Query, clauses, MatchGroup.SomeWords, isFrequent)} & !{Of(query.Query with { Excluded = [] }, query.Query.Clauses, MatchGroup.AllWords, isFrequent)}";

    static string Of(ParsedQuery query, IEnumerable<Clause> clauses, MatchGroup group, bool isFrequent)
    {
        var text = new StringBuilder("(")
            .AppendJoin(group == MatchGroup.AllWords ? " & " : " | ", clauses.Select(clause => Of(query, clause, isFrequent)))
            .Append(')');
        foreach (var term in query.Excluded)
            text.Append(" & !").Append(Of(query.Terms[term], isFrequent));

        return text.ToString();
    }

    // A document with the form also has the word, so the form adds no document.
    static string Of(ParsedQuery query, Clause clause, bool isFrequent) =>
        $"({string.Join(" | ", clause.Alternatives.Where(a => a.Kind != MatchKind.Form).Select(a => Of(query.Terms[a.Term], isFrequent)).Distinct())})";

    static string Of(QueryTerm term, bool isFrequent) => term switch
    {
        LexemeTerm lexeme => Quoted(lexeme.Lexeme),
        PrefixTerm prefix when isFrequent && prefix.Frequent.ToList() is [_, ..] words => $"({string.Join(" | ", words.Select(Quoted))})",
        PrefixTerm prefix => Quoted(prefix.Prefix) + ":*",
        PhraseTerm phrase => Of(phrase),
        _ => throw new InvalidOperationException($"{term} is not a known kind of term."),
    };

    static string Of(PhraseTerm phrase)
    {
        var text = new StringBuilder("(").Append(Quoted(phrase.Words[0].Lexeme));
        for (var i = 1; i < phrase.Words.Count; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $" <{phrase.Words[i].Offset - phrase.Words[i - 1].Offset}> {Quoted(phrase.Words[i].Lexeme)}");

        return text.Append(')').ToString();
    }

    static string Quoted(string lexeme) =>
        $"'{lexeme.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
