using Bits.Search.Ranking;
using Bits.Search.Statistics;
using Bits.Search.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Parsing;

/// <summary>Parses a text into a <see cref="ParsedQuery"/>. Safe for concurrent use.</summary>
sealed class QueryAnalyzer(SearchOptions options, WordLexemes lexemes)
{
    const int MaxTextBytes = 8 * 1024;
    const int MaxShort = 4; // words; a longer query makes clear by itself which sense of a word it means

    /// <summary>Analyses a text. Asks the database only for words that are not cached.</summary>
    public async ValueTask<AnalyzedQuery> AnalyzeAsync(
        NpgsqlConnection db, string text, QueryOptions how, Vocabulary vocabulary, StatisticsSnapshot statistics,
        DateTimeOffset now, CancellationToken ct)
    {
        var cleaned = PostgresText.Cleaned(text, MaxTextBytes);
        var parts = how.Web
            ? QueryReader.ReadWeb(cleaned, vocabulary.Folding)
            : QueryReader.ReadPlain(cleaned, vocabulary.Folding);
        var words = parts.SelectMany(part => part.AllWords)
            .SelectMany(word => vocabulary.Synonyms[word].SelectMany(means => means).Concat(IrregularForms.Of(word)).Append(word)).ToList();
        await lexemes.LearnAsync(db, options.Languages, words, ct).ConfigureAwait(false);

        return Build(parts, how, vocabulary, statistics, new(statistics.Version, statistics.AllDocuments, statistics.AverageLengths, options.Boosts, now));
    }

    AnalyzedQuery Build(
        IReadOnlyList<QueryPart> parts, QueryOptions how, Vocabulary vocabulary, StatisticsSnapshot statistics, Scoring scoring)
    {
        var written = parts.Where(part => !part.IsExcluded).SelectMany(part => part.Written).ToList();
        if (!how.IsFuzzy && HasStopWordsOnly(parts))
            (parts, how) = (Words(parts), how with { IsAsTyped = true });

        var query = new QueryBuilder(options.Languages, lexemes, statistics, vocabulary.Synonyms, how, isShort: written.Count <= MaxShort);
        foreach (var (part, isLast) in parts.Select((part, i) => (part, i == parts.Count - 1)))
            query.Add(part, isPrefix: isLast && how.LastIsPrefix && !part.IsPhrase && !part.IsExcluded);
        if (!parts.Any(part => part.IsOr))
            query.AddTitle(written);

        return query.Build(scoring);
    }

    // Checks one language: a document in that language has these words only in its title. A stop word is never a typo.
    bool HasStopWordsOnly(IReadOnlyList<QueryPart> parts)
    {
        var words = parts.Where(part => !part.IsExcluded).SelectMany(part => part.Words).ToList();
        return words.Count > 0 && options.Languages.Any(language => words.TrueForAll(word => lexemes[language, word] is null));
    }

    // Titles are searched for words as typed without positions, so a phrase becomes its words.
    static IReadOnlyList<QueryPart> Words(IReadOnlyList<QueryPart> parts) => parts.Any(part => part.IsOr)
        ? parts
        : [.. parts.SelectMany(part => part.IsExcluded ? [part] : part.Words.Select(word => part with { Words = [word], IsPhrase = false }))];
}
