using Bits.Console.Hosting;
using Bits.Pages.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;

namespace Bits.Console.Features.Searching;

/// <summary>Searches as another user: shows what they find and why.</summary>
sealed class SearchScreen(ConsoleDatabase database, AccountDirectory accounts, PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var model = new SearchModel();
        if (call.Text("as") is { } login)
        {
            await using var db = await database.DataSource.OpenConnectionAsync(ct);
            model = model with { Account = await accounts.FindByLoginAsync(db, login, ct) };
            if (model.Account is null)
                model = model with { Problem = $"No account matches {login}. Give a user name, an e-mail address or an id." };
        }

        return View.Of<SearchView, SearchModel>("Search", model.Account is { } account && call.Text("q") is { } text
            ? await ReadAsync(model, account, text, call, ct)
            : model);
    }

    async Task<SearchModel> ReadAsync(SearchModel model, Account account, string text, ScreenCall call, CancellationToken ct)
    {
        try
        {
            if (call.Text("id") is { } entity)
                return model with
                {
                    Document = await calls.InvokeAsync<InspectDocument.Response>(
                        "search.v1/InspectDocument",
                        new InspectDocument.Request(account.Id, text, call.Text("surface") ?? "", entity), call.User, ct),
                };

            return model with
            {
                Found = await calls.InvokeAsync<InspectSearch.Response>(
                    "search.v1/InspectSearch",
                    new InspectSearch.Request(account.Id, text, call.Text("surface")), call.User, ct),
            };
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted)
        {
            return model with { Problem = fault.Message };
        }
    }
}

/// <summary>The model of the search page.</summary>
public sealed record SearchModel
{
    /// <summary>Gets the user to search as.</summary>
    public Account? Account { get; init; }

    /// <summary>Gets the problem of the question.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets the results.</summary>
    public InspectSearch.Response? Found { get; init; }

    /// <summary>Gets the explanation of one document.</summary>
    public InspectDocument.Response? Document { get; init; }
}
