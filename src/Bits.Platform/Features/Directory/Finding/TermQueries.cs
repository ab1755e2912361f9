namespace Bits.Platform.Features.Directory.Finding;

/// <summary>A query in the language of <c>tsquery</c>. What depends on the relation of viewer and person has nine forms: one
/// for each combination of <see cref="Relation.Batch"/>, <see cref="Relation.Groups"/> and <see cref="Relation.Connection"/>,
/// and one for oneself.</summary>
sealed class TermQueries
{
    /// <summary>The number of forms.</summary>
    public const int Forms = (int)Relation.Self + 1;

    /// <summary>Makes the forms of a query.</summary>
    public TermQueries(DirectoryQuery query)
    {
        var (words, chosen) = (query.Words, query.Chosen);
        if (words.Count > 0)
        {
            AnyWord = And(words, word => InNames(word, MatchClass.Sound).Concat(InFields(word, (int)Relation.Self)));
            Words = ByRelation(seen => And(words, word => InNames(word, MatchClass.Sound).Concat(InFields(word, seen))));
            Exact = And(words, word => InNames(word, MatchClass.Name));
            Beginning = And(words, word => InNames(word, MatchClass.Beginning));
            Sounds = And(words, word => InNames(word, MatchClass.Sound));
        }

        ByFacet = [.. chosen.SelectMany(facet => ByRelation(seen => Or(ValuesOf(facet, seen))))];
        if (chosen.Count > 0)
            Chosen = ByRelation(seen => And(chosen, facet => ValuesOf(facet, seen)));
    }

    /// <summary>Gets the words in any audience; null without words.</summary>
    public string? AnyWord { get; }

    /// <summary>Gets the words by relation; empty without words.</summary>
    public string[] Words { get; } = [];

    /// <summary>Gets the words as whole words of names; null without words.</summary>
    public string? Exact { get; }

    /// <summary>Gets the words as beginnings of words of names; null without words.</summary>
    public string? Beginning { get; }

    /// <summary>Gets the words as names that sound alike; null without words.</summary>
    public string? Sounds { get; }

    /// <summary>Gets the chosen values of all facets by relation; null without chosen ones.</summary>
    public string[]? Chosen { get; }

    /// <summary>Gets the chosen values of each facet by relation, nine after nine.</summary>
    public string[] ByFacet { get; }

    static string[] ByRelation(Func<int, string> form) => [.. Enumerable.Range(0, Forms).Select(form)];

    static IEnumerable<string> InNames(QueryWord word, MatchClass worst)
    {
        yield return Lexeme(DirectoryEntry.OfName, word.Text, isPrefix: worst >= MatchClass.Beginning);
        if (worst < MatchClass.Sound)
            yield break;
        if (word.Sound is { } sound)
            yield return Lexeme(DirectoryEntry.OfSound, sound);
        foreach (var synonym in word.Synonyms)
            yield return Lexeme(DirectoryEntry.OfName, synonym);
    }

    static IEnumerable<string> InFields(QueryWord word, int seen) =>
        Audiences(seen).Select(audience => Lexeme(DirectoryEntry.LetterOf(audience), word.Text, word.IsPrefix));

    static IEnumerable<string> ValuesOf(KeyValuePair<Facet, IReadOnlyList<string>> facet, int seen) =>
        from value in facet.Value
        from audience in Audiences(seen)
        select Quoted(DirectoryEntry.LexemeOf(audience, facet.Key, value));

    static IEnumerable<Audience> Audiences(int seen) => Enum.GetValues<Audience>().Where(audience => ((Relation)seen).Sees(audience));

    static string And<T>(IEnumerable<T> parts, Func<T, IEnumerable<string>> alternatives) =>
        string.Join(" & ", parts.Select(part => $"({Or(alternatives(part))})"));

    static string Or(IEnumerable<string> lexemes) => string.Join(" | ", lexemes);

    static string Lexeme(char letter, string word, bool isPrefix = false) => Quoted($"{letter}:{word}") + (isPrefix ? ":*" : "");

    static string Quoted(string lexeme) =>
        $"'{lexeme.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
