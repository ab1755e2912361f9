using Bits.Console.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;

namespace Bits.Console.Screens.Search;

/// <summary>The index as somebody else sees it: what they find, why, and why not.</summary>
sealed class SearchScreen(ConsoleDatabase database, AccountDirectory accounts, ConsoleCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var model = new SearchModel();
        if (call.Text("as") is { } login)
        {
            await using var db = await database.DataSource.OpenConnectionAsync(ct);
            model = model with { Account = await accounts.FindByLoginAsync(db, login, ct) };
            if (model.Account is null)
                model = model with { Problem = $"Nobody is called {login}; give a user name, an e-mail address or an id." };
        }

        return View.Of<SearchView, SearchModel>("Search", model.Account is { } account && call.Text("q") is { } text
            ? await AskAsync(model, account, text, call, ct)
            : model);
    }

    async Task<SearchModel> AskAsync(SearchModel model, Account account, string text, ScreenCall call, CancellationToken ct)
    {
        try
        {
            if (call.Text("id") is { } entity)
                return model with
                {
                    Document = await calls.InvokeAsync<InspectDocument.Response>(
                        "search.v1/InspectDocument",
                        new InspectDocument.Request(account.Id, text, call.Text("surface") ?? "", entity), call.Visitor, ct),
                };

            return model with
            {
                Found = await calls.InvokeAsync<InspectSearch.Response>(
                    "search.v1/InspectSearch",
                    new InspectSearch.Request(account.Id, text, call.Text("surface")), call.Visitor, ct),
            };
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted)
        {
            return model with { Problem = fault.Message };
        }
    }
}

/// <summary>What the page of search shows.</summary>
public sealed record SearchModel
{
    /// <summary>As whom.</summary>
    public Account? Account { get; init; }

    /// <summary>What is wrong with the question.</summary>
    public string? Problem { get; init; }

    /// <summary>What they find.</summary>
    public InspectSearch.Response? Found { get; init; }

    /// <summary>Why they find one document, or why not.</summary>
    public InspectDocument.Response? Document { get; init; }
}
