using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Deletes a saved search of the caller's: they hear no more of it.</summary>
[Rpc(
    "search.v1/DeleteSavedSearch", Capabilities.SearchQuery,
    Example = """{"searchId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{"searchId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""")]
public sealed class DeleteSavedSearch : IRpc<DeleteSavedSearch.Request, DeleteSavedSearch.Response>
{
    /// <summary>Which.</summary>
    /// <param name="SearchId">Its id.</param>
    public sealed record Request(Guid SearchId);

    /// <summary>What was deleted.</summary>
    /// <param name="SearchId">Its id.</param>
    public sealed record Response(Guid SearchId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!await SavedSearch.DeleteAsync(call.Db, call.Caller.UserId, request.SearchId, ct))
            throw FaultException.NotFound("saved_search_not_found", "You have no such saved search.");

        call.Audit.Target("saved_search", request.SearchId);
        return new(request.SearchId);
    }
}
