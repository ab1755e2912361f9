using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
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
    internal async Task<DirectoryFound> FindAsync(NpgsqlConnection db, Guid viewerId, DirectoryQuery query, CancellationToken ct)
    {
        var viewer = await ReadViewerAsync(db, viewerId, ct);
        return (options.Value.Live ? await live.TryFindAsync(db, viewer, query, ct) : null)
            ?? await database.FindAsync(db, viewer, query, ct);
    }

    /// <summary>Reads the words of a query.</summary>
    internal async ValueTask<IReadOnlyList<QueryWord>> ReadWordsAsync(NpgsqlConnection db, string? text, CancellationToken ct) =>
        QueryWord.Read(text, await words.ReadAsync(db, ct));

    /// <summary>Reads what the search needs to know of a viewer.</summary>
    internal static async Task<ViewerFacts> ReadViewerAsync(NpgsqlConnection db, Guid viewerId, CancellationToken ct)
    {
        var facts = await BatchedQuery<Guid[]>.ReadAllAsync(
            [Connection.ConnectedQuery(viewerId), Blocks.Query(viewerId), Blocks.BlockersQuery(viewerId)], db, ct);
        return new(viewerId, facts[0]!, facts[1]!, facts[2]!);
    }
}
