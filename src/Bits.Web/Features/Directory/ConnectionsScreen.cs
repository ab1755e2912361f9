using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Directory;

namespace Bits.Web.Features.Directory;

/// <summary>Shows the user's connections, and the requests of both sides.</summary>
sealed class ConnectionsScreen(PageCalls calls) : IScreen
{
    /// <summary>The address.</summary>
    public const string Path = "/connections";

    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var tab = Words.Find<ListConnections.View>(call.Text("view")) ?? ListConnections.View.Connected;
        var page = await calls.InvokeAsync<ListConnections.Response>(
            "directory.v1/ListConnections", new ListConnections.Request(tab, PageSize, call.Text("after")), call.User, ct);

        return View.Of<ConnectionsView, ConnectionsModel>("Connections", new(tab, page));
    }
}

/// <summary>The model of the connections.</summary>
/// <param name="Tab">Which are shown.</param>
/// <param name="Page">A page of them.</param>
public sealed record ConnectionsModel(ListConnections.View Tab, ListConnections.Response Page);
