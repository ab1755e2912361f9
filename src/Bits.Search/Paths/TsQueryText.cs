using System.Globalization;
using System.Text;
using Bits.Search.Ranking;

namespace Bits.Search.Paths;

/// <summary>Writes queries as the text of a <c>tsquery</c>.</summary>
static class TsQueryText
{
    /// <summary>The documents of the group that the caller asked for.</summary>
    public static string Of(PathQuery query) => Of(query, query.Query.Clauses);

    /// <summary>Most of them: beginnings stand for their most frequent words alone, which an index finds without gathering every
    /// document of a word that begins so.</summary>
    public static string OfFrequent(PathQuery query) => Of(query, query.Query.Clauses, isFrequent: true);

    /// <summary>Documents that are called exactly what was asked for; null where none of them is wanted, as behind the last of them.
    /// </summary>
    public static string? OfExactTitle(PathQuery query) =>
        query.Query.ExactTitle is { } term && query.Group == MatchGroup.AllWords && query.After is not { Rank: < Bm25F.LeastExactTitle }
            ? Of(query.Query.Terms[term], isFrequent: false)
            : null;

    /// <summary>Those of them that fit one of <paramref name="clauses"/>, or all of them.</summary>
    public static string Of(PathQuery query, IReadOnlyList<Clause> clauses) => Of(query, clauses, isFrequent: false);

    /// <summary>Documents that fit every one of the clauses, or any, and nothing that is excluded.</summary>
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

    // A document with the form has the word, so that it finds none.
    static string Of(ParsedQuery query, Clause clause, bool isFrequent) =>
        $"({string.Join(" | ", clause.Alternatives.Where(a => a.Kind != MatchKind.Form).Select(a => Of(query.Terms[a.Term], isFrequent)).Distinct())})";

    static string Of(QueryTerm term, bool isFrequent) => term switch
    {
        LexemeTerm lexeme => Quoted(lexeme.Lexeme),
        PrefixTerm prefix when isFrequent && prefix.Frequent.ToList() is [_, ..] words => $"({string.Join(" | ", words.Select(Quoted))})",
        PrefixTerm prefix => Quoted(prefix.Prefix) + ":*",
        PhraseTerm phrase => Of(phrase),
        _ => throw new InvalidOperationException($"{term} is no term."),
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
