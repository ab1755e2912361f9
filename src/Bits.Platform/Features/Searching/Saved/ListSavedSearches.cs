using Bits.Platform.Rpc;
using Bits.Search;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Lists the caller's saved searches, by name.</summary>
[Rpc(
    "search.v1/ListSavedSearches", SearchCapabilities.Query, Reads = true, FromReplica = true,
    Answer = """{"searches":[{"searchId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","name":"Rowing","text":"rowing OR regatta","syntax":"web","surfaces":["groups","events"],"createdAt":"2026-11-23T18:00:00Z"}]}""")]
public sealed class ListSavedSearches : IRpc<ListSavedSearches.Request, ListSavedSearches.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The saved searches.</summary>
    /// <param name="Searches">The saved searches; at most 50.</param>
    public sealed record Response(IReadOnlyList<Item> Searches);

    /// <summary>A saved search.</summary>
    /// <param name="SearchId">The id.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Text">The text of the query.</param>
    /// <param name="Syntax">The syntax of the text.</param>
    /// <param name="Surfaces">The surfaces; null for all.</param>
    /// <param name="CreatedAt">The time of creation.</param>
    public sealed record Item(
        Guid SearchId, string Name, string Text, SearchSyntax Syntax, IReadOnlyList<string>? Surfaces, DateTimeOffset CreatedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) => new(
    [
        .. (await SavedSearch.ListAsync(call.Db, call.Caller.UserId, ct))
            .Select(s => new Item(s.Id, s.Name, s.Text, s.Syntax, s.Surfaces, s.CreatedAt)),
    ]);
}
