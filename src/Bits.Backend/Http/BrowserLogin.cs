using Bits.Backend.Startup;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.SigningIn.Linking;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Npgsql;

namespace Bits.Backend.Http;

/// <summary>Signs browsers in by the OpenID Connect provider (code flow with PKCE), or in Development by a one-time
/// link. The browser gets a session of the platform.</summary>
static class BrowserLogin
{
    /// <summary>The address that signs in, with a provider.</summary>
    public const string SignIn = "/login";

    /// <summary>The address that signs out.</summary>
    public const string SignOut = "/logout";

    const string Handshake = "bits-handshake";

    // It stands in links that are mailed, and in the address that a provider returns to.
    const int MaxAddressLength = 500;

    /// <summary>Registers the login at the provider, if configured.</summary>
    public static void AddBrowserLogin(this WebApplicationBuilder builder, AuthSettings settings, NpgsqlDataSource dataSource)
    {
        // Any node must be able to complete a login of another: the handshake keys are in the database.
        builder.Services.AddDataProtection().SetApplicationName("bits");
        builder.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new DataProtectionKeys(dataSource));
        if (settings.ClientId.Length == 0)
            return;

        builder.Services.AddAuthentication()
            .AddCookie(Handshake)
            .AddOpenIdConnect(oidc => Configure(oidc, settings, builder.Environment));
    }

    /// <summary>Maps <c>/login</c>, <c>/login/once</c> and <c>/logout</c>.</summary>
    public static void MapBrowserLogin(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<AuthSettings>();
        if (settings.ClientId.Length > 0)
            app.MapGet(SignIn, (string? returnUrl, bool? again, StepUp stepUp) => Results.Challenge(
                Wish(returnUrl, again == true ? stepUp.Demand : new(null, [])),
                [OpenIdConnectDefaults.AuthenticationScheme])).ExcludeFromDescription();
        if (app.Environment.IsDevelopment())
            app.MapGet("/login/once", OnceAsync).ExcludeFromDescription();
        app.MapPost(SignOut, LogoutAsync).ExcludeFromDescription();
    }

    // A provider with its own session asks nothing unless the request states how recent and strong the sign-in must be.
    static OpenIdConnectChallengeProperties Wish(string? returnUrl, SignInDemand demand)
    {
        var wish = new OpenIdConnectChallengeProperties { RedirectUri = Local(returnUrl), MaxAge = demand.MaxAge };
        if (demand.Strengths.Count > 0)
            wish.SetParameter(OpenIdConnectParameterNames.AcrValues, string.Join(' ', demand.Strengths));
        return wish;
    }

    static void Configure(OpenIdConnectOptions oidc, AuthSettings settings, IHostEnvironment environment)
    {
        (oidc.Authority, oidc.ClientId, oidc.ClientSecret) = (settings.Authority, settings.ClientId, settings.ClientSecret);
        (oidc.SignInScheme, oidc.ResponseType, oidc.UsePkce) = (Handshake, "code", true);
        (oidc.MapInboundClaims, oidc.SaveTokens, oidc.RequireHttpsMetadata) = (false, false, !environment.IsDevelopment());
        (oidc.ResponseMode, oidc.CallbackPath) = ("query", "/login/callback");
        oidc.TokenValidationParameters.ClockSkew = settings.ClockTolerance;
        oidc.Scope.Add("email");
        oidc.CorrelationCookie.SecurePolicy = oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oidc.CorrelationCookie.SameSite = oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.ClaimActions.Remove("acr"); // the handler would drop these
        oidc.ClaimActions.Remove("iss");
        oidc.Events.OnRedirectToIdentityProvider = redirect =>
        {
            redirect.ProtocolMessage.AcrValues = redirect.Properties.GetParameter<string>(OpenIdConnectParameterNames.AcrValues);
            return Task.CompletedTask;
        };
        oidc.Events.OnTicketReceived = FinishAsync;
        oidc.Events.OnRemoteFailure = async failure =>
        {
            await RpcEndpoints.Refuse(
                failure.HttpContext, FaultException.Unauthenticated("The sign-in was cancelled or took too long. Sign in again."))
                .ExecuteAsync(failure.HttpContext);
            failure.HandleResponse();
        };
    }

    static async Task FinishAsync(TicketReceivedContext ticket)
    {
        var http = ticket.HttpContext;
        var settings = http.RequestServices.GetRequiredService<AuthSettings>();
        try
        {
            var identity = http.RequestServices.GetRequiredService<HttpIdentity>().Identify(ticket.Principal!);
            var claims = http.RequestServices.GetRequiredService<SignInClaims>();
            if (await claims.FindUnlinkedAsync(identity, http.RequestAborted) is { } unlinked)
            {
                http.Response.Redirect(ClaimLogin.Offer(http, unlinked, Local(ticket.ReturnUri)));
                ticket.HandleResponse();
                return;
            }

            var secret = await http.RequestServices.GetRequiredService<Sessions>().BeginAsync(
                identity, HttpOrigin.Of(http), settings.SessionLifetime, http.RequestAborted);
            SessionCookie.Write(http, secret, settings.SessionLifetime);
            http.Response.Redirect(Local(ticket.ReturnUri));
        }
        catch (FaultException fault)
        {
            await RpcEndpoints.Refuse(http, fault).ExecuteAsync(http);
        }

        ticket.HandleResponse();
    }

    static async Task<IResult> OnceAsync(HttpContext http, string? token, string? returnUrl, Sessions sessions, AuthSettings settings)
    {
        if (await sessions.BeginByLinkAsync(token ?? "", HttpOrigin.Of(http), settings.SessionLifetime, http.RequestAborted) is not { } secret)
            return RpcEndpoints.Refuse(http, FaultException.Unauthenticated(
                "This link is used, or older than ten minutes. Create another: adminctl accounts login --user NAME"));

        SessionCookie.Write(http, secret, settings.SessionLifetime);
        return Results.Redirect(Local(returnUrl));
    }

    static async Task<IResult> LogoutAsync(HttpContext http, string? returnUrl, RpcRegistry registry, RpcPipeline pipeline)
    {
        try
        {
            if (SessionCookie.Read(http) is { } identity)
                await pipeline.InvokeAsync(
                    registry.Get("accounts.v1/EndSession"), System.Text.Json.JsonSerializer.SerializeToElement(new { }),
                    new(identity, HttpOrigin.Of(http)), http.RequestAborted);
        }
        catch (FaultException fault) when (fault.Code != FaultCode.Unauthenticated) // without a session there is nothing to end
        {
            return RpcEndpoints.Refuse(http, fault);
        }
        catch (FaultException)
        {
            // The session has ended already.
        }

        SessionCookie.Clear(http);
        return returnUrl is null ? Results.NoContent() : Results.Redirect(Local(returnUrl));
    }

    // Redirects only within this site.
    internal static string Local(string? address) =>
        address is { Length: <= MaxAddressLength } and ['/', not ('/' or '\\'), ..] && !address.Any(char.IsControl) ? address : "/";
}
