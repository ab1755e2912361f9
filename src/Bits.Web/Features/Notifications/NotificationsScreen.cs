using System.Globalization;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;

namespace Bits.Web.Features.Notifications;

/// <summary>Shows the inbox.</summary>
sealed class NotificationsScreen(PageCalls calls) : IScreen
{
    const int PageSize = 30;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var settings = await calls.InvokeAsync<GetSettings.Response>("notifications.v1/GetSettings", new GetSettings.Request(), call.User, ct);
        var kind = settings.Kinds.FirstOrDefault(kind => kind.Kind == call.Text("kind"))?.Kind;
        var onlyUnread = call.Text("show") == NotificationsModel.Unread;
        var page = await calls.InvokeAsync<ListInbox.Response>(
            "notifications.v1/ListInbox", new ListInbox.Request(PageSize, call.Text("after"), onlyUnread, kind), call.User, ct);

        return View.Of<NotificationsView, NotificationsModel>("Notifications", new(
            page, InboxDay.Split(page.Items, call.Now, settings.Settings.TimeZone), onlyUnread, kind, settings.Kinds));
    }
}

/// <summary>The model of the inbox.</summary>
/// <param name="Page">The page of the list.</param>
/// <param name="Days">The same by day.</param>
/// <param name="OnlyUnread">Whether it shows unread ones only.</param>
/// <param name="Kind">The kind that it shows; null for all.</param>
/// <param name="Kinds">All kinds.</param>
public sealed record NotificationsModel(
    ListInbox.Response Page, IReadOnlyList<InboxDay> Days, bool OnlyUnread, string? Kind, IReadOnlyList<GetSettings.KindItem> Kinds)
{
    /// <summary>The value of the query that shows unread ones only.</summary>
    public const string Unread = "unread";

    /// <summary>Gets the unread ones of the page.</summary>
    public IReadOnlyList<InboxItem> UnreadItems => [.. Page.Items.Where(item => item.ReadAt is null)];
}

/// <summary>The notifications of one day.</summary>
/// <param name="Title">Today, Yesterday, or the date.</param>
/// <param name="Items">The notifications, the latest first.</param>
public sealed record InboxDay(string Title, IReadOnlyList<InboxItem> Items)
{
    /// <summary>Splits a list by the days of the member's time zone.</summary>
    public static IReadOnlyList<InboxDay> Split(IReadOnlyList<InboxItem> items, DateTimeOffset now, string timeZone)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;
        var today = DayOf(now);
        return [.. items.GroupBy(item => DayOf(item.CreatedAt)).Select(day => new InboxDay(TitleOf(day.Key, today), [.. day]))];

        DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);
    }

    static string TitleOf(DateOnly day, DateOnly today) => (today.DayNumber - day.DayNumber) switch
    {
        0 => "Today",
        1 => "Yesterday",
        _ => day.ToString(day.Year == today.Year ? "dddd, d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture),
    };
}
