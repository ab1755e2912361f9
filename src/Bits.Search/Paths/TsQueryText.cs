using System.Globalization;
using System.Text;
using Bits.Search.Ranking;

namespace Bits.Search.Paths;

/// <summary>Writes queries as the text of a <c>tsquery</c>.</summary>
static class TsQueryText
{
    /// <summary>The documents of the group that the caller asked for.</summary>
    public static string Of(PathQuery query) => Of(query, query.Query.Clauses);

    /// <summary>Those of them that fit one of <paramref name="clauses"/>, or all of them.</summary>
    public static string Of(PathQuery query, IReadOnlyList<Clause> clauses) => query.Group == MatchGroup.AllWords
        ? Of(query.Query, clauses, MatchGroup.AllWords)
        : $"{Of(query.Query, clauses, MatchGroup.SomeWords)} & !{Of(query.Query with { Excluded = [] }, query.Query.Clauses, MatchGroup.AllWords)}";

    /// <summary>Documents that fit every one of the clauses, or any, and nothing that is excluded.</summary>
    public static string Of(ParsedQuery query, IEnumerable<Clause> clauses, MatchGroup group)
    {
        var text = new StringBuilder("(")
            .AppendJoin(group == MatchGroup.AllWords ? " & " : " | ", clauses.Select(clause => Of(query, clause)))
            .Append(')');
        foreach (var term in query.Excluded)
            text.Append(" & !").Append(Of(query.Terms[term]));

        return text.ToString();
    }

    static string Of(ParsedQuery query, Clause clause) =>
        $"({string.Join(" | ", clause.Alternatives.Select(a => Of(query.Terms[a.Term])).Distinct())})";

    static string Of(QueryTerm term) => term switch
    {
        LexemeTerm lexeme => Quoted(lexeme.Lexeme),
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
