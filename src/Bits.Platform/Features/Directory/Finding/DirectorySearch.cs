using Bits.Search;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Finds people for a viewer: in the memory of the process where that is ready, else in the database. Both find the
/// same.</summary>
public sealed class DirectorySearch(
    SearchWords words, SqlDirectory database, LiveDirectory live, IOptions<DirectoryOptions> options)
{
    /// <summary>Finds people in the snapshot of the open transaction.</summary>
    internal async Task<DirectoryFound> FindAsync(NpgsqlConnection db, Guid viewerId, DirectoryQuery query, CancellationToken ct) =>
        (options.Value.Live ? await live.TryFindAsync(db, viewerId, query, ct) : null)
            ?? await database.FindAsync(db, viewerId, query, ct);

    /// <summary>Reads the words of a query.</summary>
    internal async ValueTask<IReadOnlyList<QueryWord>> ReadWordsAsync(NpgsqlConnection db, string? text, CancellationToken ct) =>
        QueryWord.Read(text, await words.ReadAsync(db, ct));
}
