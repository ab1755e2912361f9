using Bits.Pages.Hosting;
using Bits.Platform.Accounts;

namespace Bits.Web.Features.Account;

/// <summary>Shows the account, its sessions and its channels.</summary>
sealed class SettingsScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var me = await calls.InvokeAsync<GetMe.Response>("accounts.v1/GetMe", new GetMe.Request(), call.User, ct);
        var sessions = await calls.InvokeAsync<ListSessions.Response>(
            "accounts.v1/ListSessions", new ListSessions.Request(), call.User, ct);

        return View.Of<SettingsView, SettingsModel>("Settings", new(me, sessions.Sessions));
    }
}

/// <summary>The model of the settings.</summary>
public sealed record SettingsModel(GetMe.Response Me, IReadOnlyList<ListSessions.Session> Sessions);
