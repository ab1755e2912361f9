using Bits.Search.Ranking;
using Bits.Search.Statistics;
using Bits.Search.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Parsing;

/// <summary>Makes a <see cref="ParsedQuery"/> of a text. Safe for concurrent use.</summary>
sealed class QueryAnalyzer(SearchOptions options, WordLexemes lexemes)
{
    const int MaxTextBytes = 8 * 1024;

    /// <summary>Reads a text; asks the database only for words that it has not asked for before.</summary>
    public async ValueTask<AnalyzedQuery> AnalyzeAsync(
        NpgsqlConnection db, string text, Reading reading, Vocabulary vocabulary, StatisticsSnapshot statistics,
        DateTimeOffset now, CancellationToken ct)
    {
        var cleaned = PostgresText.Cleaned(text, MaxTextBytes);
        var parts = reading.Web
            ? QueryReader.ReadWeb(cleaned, vocabulary.Folding)
            : QueryReader.ReadPlain(cleaned, vocabulary.Folding);
        var words = parts.SelectMany(part => part.AllWords)
            .SelectMany(word => vocabulary.Synonyms[word].SelectMany(means => means).Concat(IrregularForms.Of(word)).Append(word)).ToList();
        await lexemes.LearnAsync(db, options.Languages, words, ct).ConfigureAwait(false);

        return Build(parts, reading, vocabulary, statistics, new(statistics.Version, statistics.AllDocuments, statistics.AverageLength, options.Boosts, now));
    }

    AnalyzedQuery Build(
        IReadOnlyList<QueryPart> parts, Reading reading, Vocabulary vocabulary, StatisticsSnapshot statistics, Scoring scoring)
    {
        var query = new QueryBuilder(options.Languages, lexemes, statistics, vocabulary.Synonyms, reading);
        foreach (var (part, isLast) in parts.Select((part, i) => (part, i == parts.Count - 1)))
            query.Add(part, isPrefix: isLast && reading.LastIsPrefix && !part.IsPhrase && !part.IsExcluded);

        return query.Build(scoring);
    }
}
