using Bits.Console.Hosting;
using Bits.Pages.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Recommending;
using Bits.Platform.Rpc;

namespace Bits.Console.Features.Recommending;

/// <summary>Shows the last runs, and the candidates of a member with the parts of their scores.</summary>
sealed class RecommendationsScreen(ConsoleDatabase database, AccountDirectory accounts, PageCalls calls) : IScreen
{
    const int MaxRuns = 12;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var model = new RecommendationsModel(await calls.InvokeAsync<ListRecommenderRuns.Response>(
            "recommendations.v1/ListRecommenderRuns", new ListRecommenderRuns.Request(MaxRuns), call.User, ct));
        return View.Of<RecommendationsView, RecommendationsModel>(
            "Recommendations", call.Text("user") is { } login ? await ReadAsync(model, login, call, ct) : model);
    }

    async Task<RecommendationsModel> ReadAsync(RecommendationsModel model, string login, ScreenCall call, CancellationToken ct)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(ct);
        if (await accounts.FindByLoginAsync(db, login, ct) is not { } account)
            return model with { Problem = $"No account matches {login}. Give a user name, an e-mail address or an id." };

        try
        {
            return model with
            {
                Account = account,
                Found = await calls.InvokeAsync<InspectRecommendations.Response>(
                    "recommendations.v1/InspectRecommendations",
                    new InspectRecommendations.Request(account.Id, call.Text("kind") ?? "groups"), call.User, ct),
            };
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted)
        {
            return model with { Problem = fault.Message };
        }
    }
}

/// <summary>The model of the page.</summary>
/// <param name="Runs">The last runs.</param>
public sealed record RecommendationsModel(ListRecommenderRuns.Response Runs)
{
    /// <summary>Gets the member.</summary>
    public Account? Account { get; init; }

    /// <summary>Gets the problem of the question.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets the candidates of the member.</summary>
    public InspectRecommendations.Response? Found { get; init; }
}
