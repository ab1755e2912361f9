using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Declares synonyms, nicknames, and terms whose signs belong to them, such as <c>C++</c>. Running processes see a
/// change within ten seconds.</summary>
/// <remarks>A protected term changes how the index stores text. Reindex so that it finds older documents.</remarks>
public static class SearchTerms
{
    /// <summary>The kind of terms that stay one word.</summary>
    public const string Protected = "protected";

    /// <summary>The kind of words that find another too.</summary>
    public const string Synonym = "synonym";

    /// <summary>Lets <paramref name="term"/> find <paramref name="means"/> too, in this direction only. Idempotent.
    /// </summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="term">One word, such as <c>Venkat</c> or <c>BPHC</c>.</param>
    /// <param name="means">One word or several in this order, such as <c>Hyderabad Campus</c>.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidArgumentException">A text is empty or longer than 100 characters.</exception>
    public static Task AddSynonymAsync(NpgsqlConnection db, string term, string means, CancellationToken ct = default) =>
        AddAsync(db, Synonym, term, means, ct);

    /// <summary>Keeps <paramref name="term"/> as one word: documents and queries hold <paramref name="word"/> in its place.
    /// Idempotent.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="term">The term as written, such as <c>SAP S/4</c>.</param>
    /// <param name="word">Lower-case letters and digits, such as <c>saps4</c>.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidArgumentException">A text is empty or longer than 100 characters, or the word has other signs.
    /// </exception>
    public static Task AddProtectedAsync(NpgsqlConnection db, string term, string word, CancellationToken ct = default) =>
        word is { Length: > 0 } && word.All(char.IsAsciiLetterOrDigit)
            ? AddAsync(db, Protected, term, word, ct)
            : throw new InvalidArgumentException(nameof(word), "has other signs. Use letters and digits only.");

    /// <summary>Removes a declaration; succeeds when it does not exist.</summary>
    public static Task RemoveAsync(
        NpgsqlConnection db, string kind, string term, string replacement, CancellationToken ct = default)
    {
        const string sql = "delete from search_term where kind = $1 and term = $2 and replacement = $3";

        return db.ExecuteAsync(sql, [kind, Lower(term), Lower(replacement)], ct);
    }

    static Task AddAsync(NpgsqlConnection db, string kind, string term, string replacement, CancellationToken ct)
    {
        const string sql = "insert into search_term (kind, term, replacement) values ($1, $2, $3) on conflict do nothing";

        Check(term, nameof(term));
        Check(replacement, nameof(replacement));
        return db.ExecuteAsync(sql, [kind, Lower(term), Lower(replacement)], ct);
    }

    static void Check(string text, string name)
    {
        if (string.IsNullOrWhiteSpace(text) || UnicodeText.Length(text) > 100 || text.Contains('\0', StringComparison.Ordinal))
            throw new InvalidArgumentException(name, "is empty or too long. Use 1 to 100 characters without NUL.");
    }

    static string Lower(string text) => text.Trim().ToLowerInvariant();
}
