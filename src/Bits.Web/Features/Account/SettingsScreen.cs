using Bits.Pages.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Features.SigningIn.Linking;
using Bits.Platform.Features.SigningIn.Passkeys;

namespace Bits.Web.Features.Account;

/// <summary>Shows the account, its sessions and its channels.</summary>
sealed class SettingsScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var me = await calls.InvokeAsync<GetMe.Response>("accounts.v1/GetMe", new GetMe.Request(), call.User, ct);
        var sessions = await calls.InvokeAsync<ListSessions.Response>(
            "accounts.v1/ListSessions", new ListSessions.Request(), call.User, ct);

        var passkeys = await calls.InvokeAsync<ListPasskeys.Response>(
            "signin.v1/ListPasskeys", new ListPasskeys.Request(), call.User, ct);
        var linked = await calls.InvokeAsync<ListLinkedSignIns.Response>(
            "signin.v1/ListLinkedSignIns", new ListLinkedSignIns.Request(), call.User, ct);

        return View.Of<SettingsView, SettingsModel>("Settings", new(me, sessions.Sessions, passkeys, linked.SignIns));
    }
}

/// <summary>The model of the settings.</summary>
public sealed record SettingsModel(
    GetMe.Response Me, IReadOnlyList<ListSessions.Session> Sessions, ListPasskeys.Response Passkeys,
    IReadOnlyList<ListLinkedSignIns.SignIn> Linked);
