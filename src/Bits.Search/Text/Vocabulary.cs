using Bits.Shared;
using Npgsql;

namespace Bits.Search.Text;

/// <summary>The words that an installation has declared, as of one reading of <c>search_term</c>. Immutable.</summary>
/// <param name="Folding">How text becomes words.</param>
/// <param name="Synonyms">For a folded word, what means the same: one folded word or several.</param>
sealed record Vocabulary(TextFolding Folding, ILookup<string, string[]> Synonyms)
{
    /// <summary>Reads it.</summary>
    public static async Task<Vocabulary> ReadAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select kind, term, replacement from search_term order by kind, term, replacement";

        var terms = await db.QueryAsync(
            sql, [], row => (Kind: row.GetString(0), Term: row.GetString(1), Replacement: row.GetString(2)), ct)
            .ConfigureAwait(false);

        var folding = new TextFolding(new(terms.Where(t => t.Kind == SearchTerms.Protected).Select(t => (t.Term, t.Replacement))));
        var synonyms = terms.Where(t => t.Kind == SearchTerms.Synonym)
            .Select(t => (Word: Key(folding.Read(t.Term)), Words: Means(folding.Read(t.Replacement))))
            .Where(t => t.Word.Length > 0 && t.Words.Length > 0);
        return new(folding, synonyms.ToLookup(t => t.Word, t => t.Words));
    }

    static string Key(FoldedText term) => term.Whole?.Text ?? term.Text;

    static string[] Means(FoldedText text) =>
        text.Whole is { Kind: FormKind.Only } form ? [form.Text] : text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
