using Bits.Pages.Hosting;
using Bits.Pages.Live;
using Bits.Web.Hosting;
using Bits.Web.Layout;
using Microsoft.Extensions.Hosting;

namespace Bits.Web.Live;

/// <summary>Streams the number of unread notifications when it changes.</summary>
sealed class BellFeed(UnreadWatch unread, WebPage page, IHostApplicationLifetime host) : LiveFeed(page, host)
{
    /// <summary>The name of the event with the badge.</summary>
    public const string Bell = "bell";

    protected override string Event => Bell;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(3);

    protected override Func<CancellationToken, Task<string?>> Begin(PageUser user, string root)
    {
        int? shown = null;
        return async ct =>
        {
            var count = await unread.WatchAsync(user.Caller.UserId, ct);
            if (count == shown)
                return null;

            shown = count;
            return BellBadge.Html(count);
        };
    }
}
