using System.Runtime.CompilerServices;
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
    /// <summary>Returns the statement for what a caller may see of some documents, as of now: what was taken from them a moment
    /// ago is not there.</summary>
    public static NpgsqlBatchCommand Command(string[] audienceTags, long[] ids)
    {
        const string sql = $"""
            select d.id, d.surface, d.entity_id, d.title,
                   case when octet_length(b.body) <= 20000 then b.body else left(b.body, 20000) end, d.author_id
            from search_document d left join search_body b on b.document_id = d.id
            where {Visibility.Predicate} and d.id = any($3)
            """;

        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddAll([audienceTags, Visibility.Excluded(null), ids]);
        return command;
    }

    /// <summary>Reads the texts but those of excluded authors.</summary>
    /// <remarks>Compares the authors here: to send hundreds of them costs more than to read the texts of a page.</remarks>
    public static async IAsyncEnumerable<PageText> ReadAsync(
        NpgsqlDataReader reader, Guid[] excludedAuthors, [EnumeratorCancellation] CancellationToken ct)
    {
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
            if (Read(reader) is var text && (text.AuthorId is not { } author || Array.BinarySearch(excludedAuthors, author) < 0))
                yield return text;
    }

    static PageText Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.NullableString(4) ?? "", row.Nullable<Guid>(5));
}
