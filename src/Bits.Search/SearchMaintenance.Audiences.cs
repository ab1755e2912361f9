using System.Runtime.CompilerServices;
using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Describes who may see a document.</summary>
/// <param name="Document">The document as <c>surface/entity</c>.</param>
/// <param name="AudienceTags">The tags; a reader needs one of them.</param>
/// <param name="AuthorId">The author; null without one.</param>
public readonly record struct DocumentAudience(string Document, IReadOnlyList<string> AudienceTags, Guid? AuthorId);

public sealed partial class SearchMaintenance
{
    /// <summary>Streams the audiences of all documents of some surfaces, in any order: for jobs that compute for many users at once.
    /// What such a job finds must be checked again when a user reads it.</summary>
    /// <param name="db">An open connection; busy until the last row is read.</param>
    /// <param name="surfaces">The names of the surfaces.</param>
    /// <param name="ct">Cancels the query.</param>
    public static async IAsyncEnumerable<DocumentAudience> StreamAudiencesAsync(
        NpgsqlConnection db, IReadOnlyCollection<string> surfaces, [EnumeratorCancellation] CancellationToken ct = default)
    {
        const string sql = """
            select surface || '/' || entity_id, audience_tags, author_id
            from search_document
            where surface = any($1) and deleted_at is null
            """;

        await using var command = new NpgsqlCommand(sql, db) { Parameters = { new NpgsqlParameter { Value = surfaces.ToArray() } } };
        await using var row = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await row.ReadAsync(ct).ConfigureAwait(false))
            yield return ReadAudience(row);
    }

    static DocumentAudience ReadAudience(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<string[]>(1), row.Nullable<Guid>(2));
}
