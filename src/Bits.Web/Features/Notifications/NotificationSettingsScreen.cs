using System.Globalization;
using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Notifications.Channels.Push;
using Bits.Platform.Features.Notifications.Channels.WhatsApp;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Notifications;

/// <summary>Shows and sets how the member is reached.</summary>
sealed class NotificationSettingsScreen(PageCalls calls) : IFormScreen
{
    /// <summary>The address.</summary>
    public const string Path = "/settings/notifications";

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => Show(await ReadAsync(call, ct));

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        var model = await ReadAsync(call, ct);
        try
        {
            var (settings, choices) = (ReadSettings(form), ReadChoices(form, model.Current));
            await TryAsync(settings, choices, call.User, ct); // or a later fault would leave a part saved
            await calls.InvokeAsync<SetSettings.Response>("notifications.v1/SetSettings", settings, call.User, ct);
            foreach (var request in choices)
                await calls.InvokeAsync<SetPreferences.Response>("notifications.v1/SetPreferences", request, call.User, ct);
            return View.Redirect($"{call.Root}{Path}") with { Note = new(true, "Your choices are saved.") };
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            return Show(model with { Typed = form, Fault = fault.Message }) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    /// <summary>The field of a choice.</summary>
    public static string FieldOf(string kind, string channel) => $"mode:{kind}:{channel}";

    /// <summary>The place of a kind on the page.</summary>
    public static string AnchorOf(string kind) => $"kind-{kind}";

    async Task<NotificationSettingsModel> ReadAsync(ScreenCall call, CancellationToken ct)
    {
        var current = await calls.InvokeAsync<GetSettings.Response>("notifications.v1/GetSettings", new GetSettings.Request(), call.User, ct);
        var browsers = await calls.InvokeAsync<ListPushSubscriptions.Response>(
            "notifications.v1/ListPushSubscriptions", new ListPushSubscriptions.Request(), call.User, ct);
        var number = await calls.InvokeAsync<GetWhatsAppNumber.Response>(
            "notifications.v1/GetWhatsAppNumber", new GetWhatsAppNumber.Request(), call.User, ct);
        return new(current, browsers, number);
    }

    async Task TryAsync(SetSettings.Request settings, List<SetPreferences.Request> choices, PageUser user, CancellationToken ct)
    {
        await calls.TryAsync("notifications.v1/SetSettings", settings, user, ct);
        foreach (var request in choices)
            await calls.TryAsync("notifications.v1/SetPreferences", request, user, ct);
    }

    // One request for each channel with a change.
    static List<SetPreferences.Request> ReadChoices(IFormCollection form, GetSettings.Response current) =>
    [
        .. from kind in current.Kinds
           where !kind.IsRequired
           from channel in kind.Modes
           let chosen = form[FieldOf(kind.Kind, channel.Channel)].ToString()
           where chosen.Length > 0 && chosen != Words.Value(channel.Mode)
           group (kind.Kind, Mode: Parse<DeliveryMode>(chosen, "mode")) by channel.Channel into changed
           let kinds = changed.ToLookup(choice => choice.Mode, choice => choice.Kind)
           select new SetPreferences.Request(
               changed.Key, [.. kinds[DeliveryMode.Now]], [.. kinds[DeliveryMode.Digest]], [.. kinds[DeliveryMode.Off]]),
    ];

    static SetSettings.Request ReadSettings(IFormCollection form) => new(
        Parse<Language>(form["language"].ToString(), "language"),
        form["timeZone"].ToString(),
        Parse<DigestRhythm>(form["digest"].ToString(), "digest"),
        int.TryParse(form["digestHour"], NumberStyles.None, CultureInfo.InvariantCulture, out var hour) ? hour : -1,
        Parse<DayOfWeek>(form["digestDay"].ToString(), "digestDay"),
        Time(form["quietFrom"].ToString(), "quietFrom"),
        Time(form["quietUntil"].ToString(), "quietUntil"));

    static TimeOnly? Time(string text, string field) => text.Length == 0 ? null
        : TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time
        : throw FaultException.InvalidArgument(field, "is not a time; use one such as 22:00.");

    static T Parse<T>(string text, string field) where T : struct, Enum => Words.Find<T>(text)
        ?? throw FaultException.InvalidArgument(field, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Words.Value))}.");

    static View Show(NotificationSettingsModel model) =>
        View.Of<NotificationSettingsView, NotificationSettingsModel>("Notification settings", model);
}

/// <summary>The model of the notification settings.</summary>
public sealed record NotificationSettingsModel(
    GetSettings.Response Current, ListPushSubscriptions.Response Browsers, GetWhatsAppNumber.Response WhatsApp)
{
    /// <summary>Gets why they were not saved; null without a fault.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets the form that was not saved; null without a fault.</summary>
    public IFormCollection? Typed { get; init; }

    /// <summary>Returns what a field shows: after a fault what was typed, or else the stored value.</summary>
    public string Value(string field, string stored) => Typed?[field].ToString() ?? stored;
}
