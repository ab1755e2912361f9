using System.Globalization;
using Bits.Console.Layout;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Bits.Console.Hosting;

/// <summary>Answers with pages: finds out who asks, has the screen read, and writes it; every fault is a page too.
/// </summary>
sealed class ConsolePage(CapabilityGate gate, ConsoleDoor door, ConsoleNotes notes, IAntiforgery forms, TimeProvider time)
{
    const int MaxQuery = 2_000;

    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Shows a screen to who has the capability.</summary>
    public async Task<IResult> ShowAsync(HttpContext http, Look look, IScreen screen, CancellationToken ct)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        ScreenCall? call = null;
        try
        {
            call = Call(http, await EnterAsync(http, look, ct));
            return Page(call, await screen.ShowAsync(call, ct));
        }
        catch (FaultException fault)
        {
            return call is null ? Refuse(http, fault) : Page(call, Failed(fault));
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

    /// <summary>Who asks; they must have the capability, and what they look at is written down.</summary>
    /// <exception cref="FaultException">It is not known who asks, they may not, or ask too often.</exception>
    public async Task<Visitor> EnterAsync(HttpContext http, Look look, CancellationToken ct)
    {
        var (identity, origin) = (await door.Prove(http), door.Origin(http));
        // Every link of a page repeats its query: a long one would come back a hundred times.
        if (http.Request.QueryString.Value?.Length > MaxQuery)
            throw FaultException.InvalidArgument("query", $"has more than {MaxQuery} characters; ask for less.");

        // Its place is given back at once: a page may make a call, which takes one of its own.
        using var admission = await gate.EnterAsync(
            identity, look with { At = $"{http.Request.Path}{http.Request.QueryString}" }, origin, ct);
        return new(admission.Caller, identity, origin);
    }

    /// <summary>The page of a request that was not let in.</summary>
    public IResult Refuse(HttpContext http, FaultException fault)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        if (fault.RetryAfter is { } after)
            http.Response.Headers.RetryAfter =
                Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        return fault.Code switch
        {
            FaultCode.Unauthenticated => SignIn(http),
            FaultCode.ResourceExhausted => Bare(
                http, "Too many requests", fault.Message, "Load the page again in a moment.",
                StatusCodes.Status429TooManyRequests),
            FaultCode.InvalidArgument => Unreadable(http, fault.Message, StatusCodes.Status400BadRequest),
            _ => Refused(http, fault),
        };
    }

    /// <summary>The page of a request that cannot be read.</summary>
    public static IResult Unreadable(HttpContext http, string text, int status) =>
        Bare(http, "This request cannot be read", text, "Go back, load the page again, and repeat it.", status);

    ScreenCall Call(HttpContext http, Visitor visitor) => new(http, visitor, time.GetUtcNow())
    {
        SignOut = $"{http.Request.PathBase}{door.SignOut}?returnUrl={Uri.EscapeDataString($"{http.Request.PathBase}{ConsoleEndpoints.Path}")}",
        FormToken = forms.GetAndStoreTokens(http).RequestToken!,
        Note = notes.Take(http, visitor),
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

    // Who may see nothing of the console sees none of its frame either.
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
