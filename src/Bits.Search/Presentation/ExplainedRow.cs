using Bits.Search.Parsing;
using Bits.Search.Paths;
using Bits.Search.Ranking;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Presentation;

/// <summary>A document as an explanation needs it.</summary>
sealed record ExplainedRow(DocumentFacts Facts, byte[] Vector, string[] AdmittedBy, bool IsAuthorExcluded)
{
    /// <summary>Reads it; null where it is not there or not for the caller, which is the same. Reads that of an excluded
    /// author too: the caller has excluded them, and asks why it is not found.</summary>
    public static Task<ExplainedRow?> FindAsync(
        NpgsqlConnection db, PathQuery query, string surface, string entityId, CancellationToken ct)
    {
        const string sql = $"""
            select d.length, d.title_length, d.quality, d.updated_at, d.audience_tags && $5::text[], tsvectorsend(d.tsv),
                   array(select tag from unnest(d.audience_tags) as tag where tag = any($1) order by tag),
                   (d.author_id = any($6::uuid[])) is true
            from search_document d
            where {Visibility.Predicate} and d.surface = $3 and d.entity_id = $4
            """;

        return db.FindAsync(
            sql, [query.AudienceTags, Visibility.Excluded(null), surface, entityId, query.AffinityTags, query.ExcludedAuthors],
            row => new ExplainedRow(
                new(
                    FieldLengths.Of(row.GetInt32(0), row.GetInt32(1)), row.GetFloat(2), row.GetFieldValue<DateTimeOffset>(3),
                    row.GetBoolean(4)),
                row.GetFieldValue<byte[]>(5), row.GetFieldValue<string[]>(6), row.GetBoolean(7)), ct);
    }

    /// <summary>How it fits a query.</summary>
    public SearchExplanation Explain(AnalyzedQuery analyzed)
    {
        if (IsAuthorExcluded)
            return new(null, 0, AdmittedBy, [], [], [], 0, 1) { IsAuthorExcluded = true };

        var query = analyzed.Query;
        var counts = new TermCounter(query.Terms).Count(Vector);
        var fit = Bm25F.Rank(query, counts, Facts);
        var words = new List<ExplainedWord>();
        foreach (var clause in query.Clauses)
            words.Add(Explain(clause, query, counts));
        var excluded = new List<string>();
        foreach (var term in query.Excluded)
            if (counts[term].Any)
                excluded.Add(Text(query.Terms[term]));

        return new(
            fit.Clauses == 0 ? null : fit.Clauses == query.AllClauses ? SearchGroup.AllWords : SearchGroup.SomeWords,
            fit.Rank, AdmittedBy, words, excluded, analyzed.IgnoredWords, Facts.Lengths.Both,
            query.Scoring.Boosts.Factor(Facts, query.Scoring.Now));
    }

    static ExplainedWord Explain(Clause clause, ParsedQuery query, ReadOnlySpan<Occurrences> counts)
    {
        var matches = new List<ExplainedMatch>();
        foreach (var alternative in clause.Alternatives.Where(a => a.Kind != MatchKind.Form)) // found as the word already
            if (counts[alternative.Term] is { Any: true } count)
                matches.Add(new(
                    alternative.Kind.ToText(), Text(query.Terms[alternative.Term]), count.Title,
                    count.Body, alternative.Weight));

        return new(clause.Text, matches);
    }

    static string Text(QueryTerm term) => term switch
    {
        LexemeTerm lexeme => lexeme.Lexeme,
        PrefixTerm prefix => prefix.Prefix + "*",
        PhraseTerm phrase => string.Join(' ', phrase.Words.Select(word => word.Lexeme)),
        _ => throw new InvalidOperationException($"{term} is no term."),
    };
}
