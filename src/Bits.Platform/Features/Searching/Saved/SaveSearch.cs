using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Saves a search: within about five minutes of something new that has all its words and that the caller may then
/// see, they are notified. Up to 50 each.</summary>
[Rpc(
    "search.v1/SaveSearch", Capabilities.SearchQuery, Rate = RateClass.Search,
    Example = """{"name":"Rowing","text":"rowing OR regatta","syntax":"web","surfaces":["groups","events"]}""",
    Answer = """{"searchId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""")]
public sealed class SaveSearch(Searcher searcher) : IRpc<SaveSearch.Request, SaveSearch.Response>
{
    /// <summary>What the caller wants to hear of.</summary>
    /// <param name="Name">As they call it, one of each name.</param>
    /// <param name="Text">What to look for, up to 32 words.</param>
    /// <param name="Syntax">How the text is read: plain or web.</param>
    /// <param name="Surfaces">Where; default everywhere.</param>
    public sealed record Request(
        [property: Text(100, TextKind.Line)] string Name,
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        SearchSyntax Syntax = SearchSyntax.Plain,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] IReadOnlyList<string>? Surfaces = null);

    /// <summary>The saved search.</summary>
    /// <param name="SearchId">Its id.</param>
    public sealed record Response(Guid SearchId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SearchText.Check(request.Text, request.Syntax);
        SurfaceName.CheckAll(request.Surfaces);

        var query = new SearchQuery(request.Text, []) { Syntax = request.Syntax };
        var (_, now) = await searcher.ListNewAsync(call.Db, query, since: null, ct); // what is there now is not new
        var saved = new SavedSearch(
            Guid.CreateVersion7(call.Now), call.Caller.UserId, request.Name.Trim(), request.Text, request.Syntax, request.Surfaces, now,
            call.Now);
        await InsertAsync(call, saved, ct);

        call.Audit.Target("saved_search", saved.Id);
        return new(saved.Id);
    }

    static async Task InsertAsync(RpcContext call, SavedSearch saved, CancellationToken ct)
    {
        try
        {
            if (!await saved.TryInsertAsync(call.Db, ct))
                throw FaultException.FailedPrecondition(
                    "too_many_saved_searches", $"You have {SavedSearch.MaxEach} saved searches; delete one first.");
        }
        catch (PostgresException e) when (e.ConstraintName == "saved_search_name_once")
        {
            throw FaultException.AlreadyExists("saved_search_exists", $"You have a saved search called {saved.Name}.");
        }
    }
}
