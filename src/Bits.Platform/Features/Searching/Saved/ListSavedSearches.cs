using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Search;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Lists the caller's saved searches, by name.</summary>
[Rpc(
    "search.v1/ListSavedSearches", Capabilities.SearchQuery, Reads = true, FromReplica = true,
    Answer = """{"searches":[{"searchId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","name":"Rowing","text":"rowing OR regatta","syntax":"web","surfaces":["groups","events"],"createdAt":"2026-11-23T18:00:00Z"}]}""")]
public sealed class ListSavedSearches : IRpc<ListSavedSearches.Request, ListSavedSearches.Response>
{
    /// <summary>All of them.</summary>
    public sealed record Request;

    /// <summary>What there is.</summary>
    /// <param name="Searches">At most 50.</param>
    public sealed record Response(IReadOnlyList<Item> Searches);

    /// <summary>A saved search.</summary>
    /// <param name="SearchId">Its id.</param>
    /// <param name="Name">As the caller calls it.</param>
    /// <param name="Text">What to look for.</param>
    /// <param name="Syntax">How the text is read.</param>
    /// <param name="Surfaces">Where; null for everywhere.</param>
    /// <param name="CreatedAt">Since when.</param>
    public sealed record Item(
        Guid SearchId, string Name, string Text, SearchSyntax Syntax, IReadOnlyList<string>? Surfaces, DateTimeOffset CreatedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) => new(
    [
        .. (await SavedSearch.ListAsync(call.Db, call.Caller.UserId, ct))
            .Select(s => new Item(s.Id, s.Name, s.Text, s.Syntax, s.Surfaces, s.CreatedAt)),
    ]);
}
