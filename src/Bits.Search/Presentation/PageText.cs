using Bits.Shared;
using Npgsql;

namespace Bits.Search.Presentation;

/// <summary>The text of a document that is shown.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="Surface">Its surface.</param>
/// <param name="EntityId">Its id there.</param>
/// <param name="Title">Its title.</param>
/// <param name="Body">The beginning of its text.</param>
/// <param name="AuthorId">Its author.</param>
sealed record PageText(long Id, string Surface, string EntityId, string Title, string Body, Guid? AuthorId)
{
    /// <summary>Reads what a caller may see of some documents, as of now: what was taken from them a moment ago is not
    /// there.</summary>
    /// <remarks>Compares the authors here: to send hundreds of them costs more than to read the texts of a page.</remarks>
    public static async Task<IReadOnlyDictionary<long, PageText>> ReadAsync(
        NpgsqlConnection db, string[] audienceTags, Guid[] excludedAuthors, long[] ids, CancellationToken ct)
    {
        const string sql = $"""
            select d.id, d.surface, d.entity_id, d.title,
                   case when octet_length(b.body) <= 20000 then b.body else left(b.body, 20000) end, d.author_id
            from search_document d left join search_body b on b.document_id = d.id
            where {Visibility.Predicate} and d.id = any($3)
            """;

        if (ids.Length == 0)
            return new Dictionary<long, PageText>();

        var rows = await db.QueryAsync(
            sql, [audienceTags, Visibility.Excluded(null), ids],
            row => new PageText(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.NullableString(4) ?? "", row.Nullable<Guid>(5)),
            ct).ConfigureAwait(false);
        return rows.Where(row => row.AuthorId is not { } author || Array.BinarySearch(excludedAuthors, author) < 0)
            .ToDictionary(row => row.Id);
    }
}
