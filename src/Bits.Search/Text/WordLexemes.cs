using System.Collections.Concurrent;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Text;

/// <summary>The lexemes that Postgres makes of folded words. What it said once it says for ever, so it is asked once.
/// Safe for concurrent use.</summary>
sealed class WordLexemes
{
    // Beyond this many words the memory is given back and filled anew.
    const int MaxWords = 200_000;

    readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string?>> _known = new(); // of each language

    /// <summary>The lexeme of a word that has been learned; null for a stop word.</summary>
    public string? this[string language, string word] => Known(language).GetValueOrDefault(word);

    /// <summary>Learns what is not known yet, in one round trip.</summary>
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
