using System.Collections.Concurrent;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Text;

/// <summary>Caches the lexemes of folded words, as Postgres returns them; they never change. Safe for concurrent use.</summary>
sealed class WordLexemes
{
    // Clears the cache beyond this many words.
    const int MaxWords = 200_000;

    readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string?>> _known = new(); // by language

    /// <summary>Gets the lexeme of a learned word; null for a stop word.</summary>
    public string? this[string language, string word] => Known(language).GetValueOrDefault(word);

    /// <summary>Learns the unknown words in one round trip.</summary>
    public async ValueTask LearnAsync(
        NpgsqlConnection db, IReadOnlyCollection<string> languages, IReadOnlyCollection<string> words, CancellationToken ct)
    {
        foreach (var language in languages)
        {
            var known = Known(language);
            var unknown = words.Where(word => !known.ContainsKey(word)).Distinct().ToArray();
            if (unknown.Length > 0)
                await LearnAsync(db, language, unknown, ct).ConfigureAwait(false);
        }
    }

    async Task LearnAsync(NpgsqlConnection db, string language, string[] words, CancellationToken ct)
    {
        const string sql = """
            select word, (tsvector_to_array(to_tsvector($1::regconfig, word)))[1] from unnest($2::text[]) as word
            """;

        var known = Known(language);
        if (known.Count > MaxWords)
            known.Clear();

        var lexemes = await db.QueryAsync(
            sql, [language, words], row => (Word: row.GetString(0), Lexeme: row.NullableString(1)), ct).ConfigureAwait(false);
        foreach (var (word, lexeme) in lexemes)
            known[word] = lexeme;
    }

    ConcurrentDictionary<string, string?> Known(string language) => _known.GetOrAdd(language, _ => new());
}
