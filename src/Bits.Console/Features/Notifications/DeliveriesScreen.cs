using Bits.Console.Hosting;
using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;

namespace Bits.Console.Features.Notifications;

/// <summary>Shows deliveries that need an operator, or those of one user with the reasons of one notification.</summary>
sealed class DeliveriesScreen(ConsoleDatabase database, AccountDirectory accounts, PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var model = new DeliveriesModel();
        if (call.Text("to") is { } login)
        {
            await using var db = await database.DataSource.OpenConnectionAsync(ct);
            model = model with { Account = await accounts.FindByLoginAsync(db, login, ct) };
            if (model.Account is null)
                return Show(model with { Problem = $"No account matches {login}. Give a user name, an e-mail address or an id." });
        }

        model = model with
        {
            Page = await calls.InvokeAsync<ListDeliveries.Response>(
                "notifications.v1/ListDeliveries",
                new ListDeliveries.Request(
                    Words.Find<DeliveryState>(call.Text("state")) is { } state && ListDeliveries.Open.Contains(state) ? state : null,
                    model.Account?.Id, Cursor: call.Text("after")),
                call.User, ct),
        };
        if (model.Account is { } account && Guid.TryParse(call.Text("why"), out var id))
            model = model with
            {
                Explained = (await calls.InvokeAsync<InspectNotification.Response>(
                    "notifications.v1/InspectNotification", new InspectNotification.Request(id, account.Id), call.User, ct)).Explanations,
            };

        return Show(model);
    }

    static View Show(DeliveriesModel model) => View.Of<DeliveriesView, DeliveriesModel>("Notifications", model);
}

/// <summary>The model of the deliveries page.</summary>
public sealed record DeliveriesModel
{
    /// <summary>Gets the recipient whose deliveries are listed; null for those that need an operator.</summary>
    public Account? Account { get; init; }

    /// <summary>Gets the problem of the question; null without one.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets the deliveries.</summary>
    public ListDeliveries.Response Page { get; init; } = new([], NextCursor: null);

    /// <summary>Gets the explanation of one notification; null without one.</summary>
    public IReadOnlyList<DeliveryExplanation>? Explained { get; init; }
}
