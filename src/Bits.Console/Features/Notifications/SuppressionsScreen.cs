using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;

namespace Bits.Console.Features.Notifications;

/// <summary>Shows the addresses that get nothing more.</summary>
sealed class SuppressionsScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => View.Of<SuppressionsView, SuppressionsModel>(
        "Suppressed addresses", new(await calls.InvokeAsync<ListSuppressions.Response>(
            "notifications.v1/ListSuppressions", new ListSuppressions.Request(Cursor: call.Text("after")), call.User, ct)));
}

/// <summary>The model of the suppressed addresses.</summary>
public sealed record SuppressionsModel(ListSuppressions.Response Page);
