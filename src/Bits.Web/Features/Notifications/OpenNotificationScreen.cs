using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;

namespace Bits.Web.Features.Notifications;

/// <summary>Leads from a message to what its notification is about, which is read with that.</summary>
sealed class OpenNotificationScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
            throw ScreenCall.NotThere("There is no such notification.");

        var found = await calls.InvokeAsync<GetNotification.Response>(
            "notifications.v1/GetNotification", new GetNotification.Request(id), call.User, ct);
        if (found.Notification.ReadAt is null)
            await calls.InvokeAsync<MarkRead.Response>("notifications.v1/MarkRead", new MarkRead.Request([id]), call.User, ct);
        return View.Redirect($"{call.Root}{WebFeatures.AddressOf(found.Notification) ?? "/notifications"}");
    }
}
