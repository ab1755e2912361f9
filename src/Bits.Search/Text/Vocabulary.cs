using Bits.Shared;
using Npgsql;

namespace Bits.Search.Text;

/// <summary>The declared words and surfaces of an installation at one time. Immutable.</summary>
/// <param name="Folding">The folding of text into words.</param>
/// <param name="Synonyms">The synonyms of a folded word: one folded word or several.</param>
/// <param name="Surfaces">The surfaces.</param>
sealed record Vocabulary(TextFolding Folding, ILookup<string, string[]> Synonyms, KnownSurfaces Surfaces)
{
    /// <summary>Reads the vocabulary.</summary>
    public static async Task<Vocabulary> ReadAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select kind, term, replacement from search_term
            union all
            select 'surface', name, titles_are_names::text from search_surface
            order by kind, term, replacement
            """;

        var terms = await db.QueryAsync(
            sql, [], row => (Kind: row.GetString(0), Term: row.GetString(1), Replacement: row.GetString(2)), ct)
            .ConfigureAwait(false);

        var folding = new TextFolding(new(terms.Where(t => t.Kind == SearchTerms.Protected).Select(t => (t.Term, t.Replacement))));
        var synonyms = terms.Where(t => t.Kind == SearchTerms.Synonym)
            .Select(t => (Word: Key(folding.Read(t.Term)), Words: Means(folding.Read(t.Replacement))))
            .Where(t => t.Word.Length > 0 && t.Words.Length > 0);
        var surfaces = terms.Where(t => t.Kind == "surface").Select(t => (t.Term, t.Replacement == "true"));
        return new(folding, synonyms.ToLookup(t => t.Word, t => t.Words), new(surfaces));
    }

    static string Key(FoldedText term) => term.Whole?.Text ?? term.Text;

    static string[] Means(FoldedText text) =>
        text.Whole is { Kind: FormKind.Only } form ? [form.Text] : text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
