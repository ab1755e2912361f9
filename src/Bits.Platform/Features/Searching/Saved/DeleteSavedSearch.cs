using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Deletes a saved search of the caller; its notifications end.</summary>
[Rpc(
    "search.v1/DeleteSavedSearch", SearchCapabilities.Query,
    Example = """{"searchId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{"searchId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""")]
public sealed class DeleteSavedSearch : IRpc<DeleteSavedSearch.Request, DeleteSavedSearch.Response>
{
    /// <summary>The search to delete.</summary>
    /// <param name="SearchId">The id.</param>
    public sealed record Request(Guid SearchId);

    /// <summary>The deleted search.</summary>
    /// <param name="SearchId">The id.</param>
    public sealed record Response(Guid SearchId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await SavedSearch.DeleteAsync(call.Db, call.Caller.UserId, request.SearchId, ct))
            throw FaultException.NotFound("saved_search_not_found", "You have no such saved search. List your saved searches.");

        call.Audit.Target("saved_search", request.SearchId);
        return new(request.SearchId);
    }
}
