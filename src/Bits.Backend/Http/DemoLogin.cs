using Bits.Platform.Accounts;
using Bits.Platform.Demo;
using Bits.Platform.Features.Directory.Claiming;
using Bits.Platform.Features.SigningIn;
using Bits.Platform.Features.SigningIn.Passkeys;
using Bits.Platform.Rpc;
using Bits.Web.Hosting;

namespace Bits.Backend.Http;

/// <summary>Signs a browser in as a person of the demo data, without a password: in Development only, and only without an
/// identity provider.</summary>
static class DemoLogin
{
    const string Path = "/login/as";

    /// <summary>Maps <c>POST /login/as</c>, where it is allowed.</summary>
    public static void MapDemoLogin(this WebApplication app)
    {
        if (IsAllowed(app.Environment, app.Services.GetRequiredService<AuthSettings>()))
            app.MapPost(Path, LoginAsync).ExcludeFromDescription();
    }

    /// <summary>Returns the interface of the web app to this host.</summary>
    public static WebHost WebHost(IServiceProvider services, IHostEnvironment environment, AuthSettings settings)
    {
        var demo = services.GetRequiredService<DemoData>();
        var mail = services.GetRequiredService<SignInMail>().IsAvailable ? MailLogin.Request : null;
        var claim = services.GetRequiredService<AddressClaims>().IsAvailable ? AddressClaim.Path : null;
        var passkey = services.GetRequiredService<PasskeySignIn>().IsAvailable ? PasskeyLogin.Path : null;
        return IsAllowed(environment, settings)
            ? new(Path, async ct => [.. (await demo.ListPeopleAsync(ct)).Select(AsSignIn)], mail, passkey, claim, ApiExplorer.Path)
            : new(
                null, _ => Task.FromResult<IReadOnlyList<DemoSignIn>>([]), mail, passkey, claim,
                environment.IsDevelopment() ? ApiExplorer.Path : null);
    }

    static bool IsAllowed(IHostEnvironment environment, AuthSettings settings) =>
        environment.IsDevelopment() && settings.ClientId.Length == 0;

    static DemoSignIn AsSignIn(Account account) => new(
        account.Id, account.Username, account.Name,
        account.PlatformRole switch
        {
            PlatformRole.Admin => "administrator of the platform",
            PlatformRole.Operator => "operator of the platform",
            PlatformRole.Viewer => "viewer of the admin console",
            null => account.Batch is { } batch ? $"batch of {batch}" : "member",
        });

    static async Task<IResult> LoginAsync(HttpContext http, DemoData demo, Sessions sessions, CancellationToken ct)
    {
        if (OwnPages.Refusal(http) is { } refusal)
            return refusal;

        var form = await http.Request.ReadFormAsync(ct);
        if ((await demo.ListPeopleAsync(ct)).FirstOrDefault(one => one.Username == form["user"]) is not { } person)
            return RpcEndpoints.Refuse(http, FaultException.NotFound("user_not_found", "There is no such person in the demo data."));

        var token = await sessions.MakeLinkAsync(person.Id, ct);
        return Results.Redirect(
            $"{http.Request.PathBase}/login/once?token={token}&returnUrl={Uri.EscapeDataString(BrowserLogin.Local(form["returnUrl"]))}");
    }
}
