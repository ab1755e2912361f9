using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>What the database knows of a viewer.</summary>
/// <param name="Id">The viewer.</param>
/// <param name="Connections">The viewer's connections.</param>
/// <param name="Blocked">Whom the viewer has blocked: not found.</param>
/// <param name="Blockers">Who has blocked the viewer: they show what everyone sees.</param>
sealed record ViewerFacts(Guid Id, Guid[] Connections, Guid[] Blocked, Guid[] Blockers)
{
    /// <summary>Returns the queries whose answers <see cref="Of"/> takes.</summary>
    public static IReadOnlyList<BatchedQuery<Guid[]>> Queries(Guid viewerId) =>
        [Connection.ConnectedQuery(viewerId), Blocks.Query(viewerId), Blocks.BlockersQuery(viewerId)];

    /// <summary>Returns the facts from the answers.</summary>
    public static ViewerFacts Of(Guid viewerId, IReadOnlyList<Guid[]?> answers) => new(viewerId, answers[0]!, answers[1]!, answers[2]!);

    /// <summary>Reads the facts.</summary>
    public static async Task<ViewerFacts> ReadAsync(NpgsqlConnection db, Guid viewerId, CancellationToken ct) =>
        Of(viewerId, await BatchedQuery<Guid[]>.ReadAllAsync(Queries(viewerId), db, ct));
}
