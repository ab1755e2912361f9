using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;

namespace Bits.Web.Features.Notifications;

/// <summary>Explains a notification to its recipient: what each channel did with it, and why.</summary>
sealed class WhyNotificationScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
            throw ScreenCall.NotThere("There is no such notification.");

        var found = await calls.InvokeAsync<GetNotification.Response>(
            "notifications.v1/GetNotification", new GetNotification.Request(id), call.User, ct);
        var why = await calls.InvokeAsync<ExplainNotification.Response>(
            "notifications.v1/ExplainNotification", new ExplainNotification.Request(id), call.User, ct);
        var settings = await calls.InvokeAsync<GetSettings.Response>("notifications.v1/GetSettings", new GetSettings.Request(), call.User, ct);

        return View.Of<WhyNotificationView, WhyNotificationModel>("Why did I get this?", new(
            found.Notification, settings.Kinds.FirstOrDefault(kind => kind.Kind == found.Notification.Kind),
            [.. why.Explanations.Select(one => new WhyChannel(
                settings.ChannelItems.FirstOrDefault(channel => channel.Channel == one.Channel)?.Label ?? one.Channel,
                WhyWords.State(one, isRead: found.Notification.ReadAt is not null), WhyWords.Reason(one), one.At))]));
    }
}

/// <summary>The model of the explanation.</summary>
/// <param name="Item">The notification.</param>
/// <param name="Kind">Its kind; null for one that the platform no longer has.</param>
/// <param name="Ways">What each channel did with it.</param>
public sealed record WhyNotificationModel(InboxItem Item, GetSettings.KindItem? Kind, IReadOnlyList<WhyChannel> Ways);

/// <summary>What a channel did with a notification.</summary>
/// <param name="Label">The channel.</param>
/// <param name="State">How far it is.</param>
/// <param name="Reason">Why; null where nothing was against it.</param>
/// <param name="At">The time of the state; null when it was not planned.</param>
public sealed record WhyChannel(string Label, string State, string? Reason, DateTimeOffset? At);
