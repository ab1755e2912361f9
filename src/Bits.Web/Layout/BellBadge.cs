using System.Globalization;

namespace Bits.Web.Layout;

/// <summary>The badge of the bell.</summary>
static class BellBadge
{
    const int Most = 99;

    /// <summary>Returns the badge, also for screen readers; empty without unread notifications.</summary>
    public static string Html(int unread) => unread == 0
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"<b aria-hidden=\"true\">{(unread > Most ? $"{Most}+" : unread)}</b><span class=\"vh\">, {unread} unread</span>");
}
