using Bits.Search.Text;
using Npgsql;

namespace Bits.Search;

/// <summary>Reads texts as the index does, for a host that keeps a look-up of its own beside it: folded words, spellings by
/// sound, declared synonyms. Safe for concurrent use.</summary>
public sealed class SearchWords
{
    static readonly TimeSpan VocabularyAge = TimeSpan.FromSeconds(10);

    readonly Reloaded<Vocabulary> _vocabulary;

    /// <param name="options">The same options as the indexer's. Default: English alone.</param>
    public SearchWords(SearchOptions? options = null) =>
        _vocabulary = new((db, _, ct) => Vocabulary.ReadAsync(db, ct), VocabularyAge, (options ?? new()).Checked().Clock);

    /// <summary>Returns the reader with the currently declared terms; a change counts within ten seconds.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="ct">Stops the query.</param>
    public async ValueTask<WordReader> ReadAsync(NpgsqlConnection db, CancellationToken ct = default) =>
        new(await _vocabulary.GetAsync(db, ct).ConfigureAwait(false));
}

/// <summary>Reads texts with the terms that were declared at one time. Immutable.</summary>
public sealed class WordReader
{
    readonly Vocabulary _vocabulary;

    internal WordReader(Vocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>Returns the folded words of a text to look for, in their order: <c>Señor O'Brien</c> is <c>senor</c>,
    /// <c>obrien</c>.</summary>
    public IReadOnlyList<string> Words(string text) => _vocabulary.Folding.Words(text);

    /// <summary>Returns the words to store for a text: those of <see cref="Words"/>, and words that are also written as one,
    /// such as <c>apj</c> for <c>A. P. J.</c></summary>
    public IReadOnlyList<string> Stored(string text) =>
        _vocabulary.Folding.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns the common key of the spellings of an Indian name, such as <c>lksm</c> for Lakshmi and Laxmi; null
    /// for a word that has none.</summary>
    /// <param name="word">A folded word.</param>
    public static string? Sound(string word) => NameKey.Of(word);

    /// <summary>Returns the declared synonyms of a folded word that are one word themselves.</summary>
    public IEnumerable<string> Synonyms(string word) =>
        _vocabulary.Synonyms[word].Where(means => means.Length == 1).Select(means => means[0]);
}
