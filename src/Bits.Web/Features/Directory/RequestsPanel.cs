using Bits.Pages.Hosting;
using Bits.Platform.Features.Directory;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Directory;

/// <summary>The members who ask for a connection.</summary>
sealed class RequestsPanel(PageCalls calls) : IHomePanel
{
    const int MaxShown = 3;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Side;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var page = await calls.InvokeAsync<ListConnections.Response>(
            "directory.v1/ListConnections", new ListConnections.Request(ListConnections.View.Received, MaxShown), call.User, ct);
        return page.Connections.Count == 0
            ? null
            : View.Of<RequestsPanelView, RequestsPanelModel>("Connection requests", new(page.Connections, page.Counts.Received));
    }
}

/// <summary>The model of the panel.</summary>
/// <param name="Requests">The latest requests.</param>
/// <param name="Total">The number of all.</param>
public sealed record RequestsPanelModel(IReadOnlyList<ListConnections.Item> Requests, long Total);
