using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Saves a search and notifies the caller of new documents with all its words that they may see, within about
/// five minutes. Up to 50 per user.</summary>
[Rpc(
    "search.v1/SaveSearch", SearchCapabilities.Query, Rate = RateClass.Search,
    Example = """{"name":"Rowing","text":"rowing OR regatta","syntax":"web","surfaces":["groups","events"]}""",
    Answer = """{"searchId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""")]
public sealed class SaveSearch(Searcher searcher) : IRpc<SaveSearch.Request, SaveSearch.Response>
{
    /// <summary>The search to save.</summary>
    /// <param name="Name">The name, unique per user.</param>
    /// <param name="Text">The text of the query, up to 32 words.</param>
    /// <param name="Syntax">The syntax of the text: plain or web.</param>
    /// <param name="Surfaces">The surfaces. Default: all.</param>
    public sealed record Request(
        [property: Text(100, TextKind.Line)] string Name,
        [property: Text(SearchText.MaxLength, TextKind.Query)] string Text,
        SearchSyntax Syntax = SearchSyntax.Plain,
        [property: Text(SurfaceName.MaxLength, TextKind.Id)] IReadOnlyList<string>? Surfaces = null);

    /// <summary>The saved search.</summary>
    /// <param name="SearchId">The id.</param>
    public sealed record Response(Guid SearchId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        SearchText.Check(request.Text, request.Syntax);
        SurfaceName.CheckAll(request.Surfaces);

        var query = new SearchQuery(request.Text, []) { Syntax = request.Syntax };
        var (_, now) = await searcher.ListNewAsync(call.Db, query, since: null, ct); // existing documents are not new
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
                    "too_many_saved_searches", $"You have {SavedSearch.MaxEach} saved searches. Delete one first.");
        }
        catch (PostgresException e) when (e.ConstraintName == "saved_search_name_once")
        {
            throw FaultException.AlreadyExists("saved_search_exists", $"You have a saved search called {saved.Name} already. Choose another name.");
        }
    }
}
