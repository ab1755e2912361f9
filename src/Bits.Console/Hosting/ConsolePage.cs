using Bits.Console.Layout;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Bits.Console.Hosting;

/// <summary>Answers with pages: finds out who asks, has the screen read, and writes it; every fault is a page too.
/// </summary>
sealed class ConsolePage(Bits.Platform.Auth.CapabilityGate gate, ConsoleDoor door, IAntiforgery forms, TimeProvider time)
{
    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Shows a screen to whoever has the capability.</summary>
    public async Task<IResult> ShowAsync(HttpContext http, string capability, IScreen screen, CancellationToken ct)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        ScreenCall? call = null;
        try
        {
            call = Call(http, await EnterAsync(http, capability, ct));
            return Page(call, await screen.ShowAsync(call, ct));
        }
        catch (FaultException fault) when (fault.Code == FaultCode.Unauthenticated && call is null)
        {
            return SignIn(http);
        }
        catch (FaultException fault)
        {
            return call is null ? Refused(http, fault) : Page(call, Failed(fault));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && call is not null)
        {
            call.IsSlow = true;
            return Page(call, Failed(new(FaultCode.DeadlineExceeded, "deadline_exceeded", "The database was not ready in time.")));
        }
        catch (NpgsqlException e) when (e is not PostgresException { IsTransient: false })
        {
            return Bare(
                http, "The database does not answer", "The console has nothing of its own to show.",
                "Load the page again in a moment; /health/ready says when it is back.", StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>Who asks; they must have the capability.</summary>
    /// <exception cref="FaultException">Nobody knows, or they have not.</exception>
    public async Task<Visitor> EnterAsync(HttpContext http, string capability, CancellationToken ct)
    {
        var identity = await door.Prove(http);
        return new(await gate.EnterAsync(identity, capability, http.TraceIdentifier, ct), identity, door.Origin(http));
    }

    ScreenCall Call(HttpContext http, Visitor visitor) => new(http, visitor, time.GetUtcNow())
    {
        SignOut = $"{http.Request.PathBase}{door.SignOut}?returnUrl={Uri.EscapeDataString($"{http.Request.PathBase}{ConsoleEndpoints.Path}")}",
        FormToken = forms.GetAndStoreTokens(http).RequestToken!,
        Note = ConsoleNotes.Take(http),
        Theme = Theme(http),
    };

    static RazorComponentResult Page(ScreenCall call, View view) => new(
        typeof(Shell), new Dictionary<string, object?> { ["Call"] = call, ["View"] = view })
    {
        StatusCode = view.Status,
        PreventStreamingRendering = true,
    };

    static View Failed(FaultException fault) => View.Of<Fault, FaultException>("That did not work", fault) with
    {
        Status = fault.Code switch
        {
            FaultCode.NotFound => StatusCodes.Status404NotFound,
            FaultCode.DeadlineExceeded => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        },
    };

    // Whoever may see nothing of the console sees none of its frame either.
    static RazorComponentResult Refused(HttpContext http, FaultException fault) => Bare(
        http, "This page is not yours to see", fault.Message, "Somebody at the server gives roles: adminctl accounts set-role.",
        StatusCodes.Status403Forbidden);

    IResult SignIn(HttpContext http) => door.SignIn is { } address
        ? Results.Redirect($"{http.Request.PathBase}{address}?returnUrl={Uri.EscapeDataString($"{http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}")}")
        : Bare(http, "Sign in", text: null, hint: null, StatusCodes.Status401Unauthorized);

    /// <summary>A page without the frame of the console; without a text it says how to sign in.</summary>
    public static RazorComponentResult Bare(HttpContext http, string title, string? text, string? hint, int status)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        return new(typeof(Bare), new Dictionary<string, object?>
        {
            ["Root"] = $"{http.Request.PathBase}{ConsoleEndpoints.Path}",
            ["Title"] = title,
            ["Text"] = text,
            ["Hint"] = hint,
            ["Theme"] = Theme(http),
            ["HowToSignIn"] = text is null,
        })
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
    }

    static string? Theme(HttpContext http) =>
        http.Request.Cookies["bits-console-theme"] is "light" or "dark" ? http.Request.Cookies["bits-console-theme"] : null;
}
