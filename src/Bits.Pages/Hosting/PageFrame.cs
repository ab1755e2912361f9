using System.Globalization;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Bits.Pages.Hosting;

/// <summary>The services of every site.</summary>
public sealed record PageServices(
    PageHost Host, CapabilityGate Gate, PageCalls Calls, PageForms Forms, PageNotes Notes, TimeProvider Time);

/// <summary>Answers with pages: authenticates the user, reads the screen and renders it; every fault is a page too. A site
/// gives the look.</summary>
public abstract class PageFrame(PageSite site, PageServices services)
{
    const int MaxQuery = 2_000;

    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Gets the site.</summary>
    public PageSite Site => site;

    /// <summary>Gets the services.</summary>
    public PageServices Services => services;

    /// <summary>Gets the component around every page; takes <c>Call</c> and <c>View</c>.</summary>
    protected abstract Type Shell { get; }

    /// <summary>Shows a screen to users with the capability.</summary>
    public Task<IResult> ShowAsync(HttpContext http, Look look, IScreen screen, CancellationToken ct) =>
        ShowAsync(http, look, async call => Page(call, await screen.ShowAsync(call, ct)), ct);

    /// <summary>Has a screen answer its form. Authenticates the sender before it reads the form.</summary>
    public Task<IResult> SubmitAsync(HttpContext http, Look look, IFormScreen screen, CancellationToken ct) => ShowAsync(
        http, look, async call =>
        {
            var (form, problem) = await PageForms.ReadAsync(http, ct);
            if (form is null)
                return Unreadable(http, problem!);

            await services.Forms.RequireOwnAsync(http);
            var view = await screen.SubmitAsync(call, form, ct);
            if (view.RedirectTo is not { } next)
                return Page(call, view);

            if (view.Note is { } note)
                services.Notes.Leave(http, site, call.User, note);
            return See(http, next);
        }, ct);

    /// <summary>Leads to the next page after a form.</summary>
    /// <param name="http">The request.</param>
    /// <param name="next">The address; one of another site leads to the first page.</param>
    public IResult See(HttpContext http, string next)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = site.Local(http.Request.PathBase, next);
        return Results.Empty;
    }

    async Task<IResult> ShowAsync(HttpContext http, Look look, Func<ScreenCall, Task<IResult>> show, CancellationToken ct)
    {
        Protect(http);
        ScreenCall? call = null;
        try
        {
            call = Call(http, await EnterAsync(http, look, ct));
            return await show(call);
        }
        catch (FaultException fault)
        {
            return call is null || fault.Code == FaultCode.Unauthenticated ? await RefuseAsync(http, fault, ct)
                : await KeepAsync(http, fault, ct) ?? Page(call, Failed(fault));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && call is not null)
        {
            var fault = new FaultException(FaultCode.DeadlineExceeded, "deadline_exceeded", "The database took too long. Try again in a moment.");
            call.IsSlow = true;
            return await KeepAsync(http, fault, ct) ?? Page(call, Failed(fault));
        }
        catch (NpgsqlException e) when (e is not PostgresException { IsTransient: false })
        {
            return await NoDatabaseAsync(http, ct);
        }
    }

    /// <summary>Admits the user: requires the capability, and audits the view.</summary>
    /// <exception cref="FaultException">The user is unknown, lacks the capability, or exceeds a rate limit.</exception>
    public async Task<PageUser> EnterAsync(HttpContext http, Look look, CancellationToken ct)
    {
        var (identity, origin) = (await services.Host.Prove(http), services.Host.Origin(http));
        // The links of a page repeat its query: a long one would appear a hundred times.
        if (http.Request.QueryString.Value?.Length > MaxQuery)
            throw FaultException.InvalidArgument("query", $"has more than {MaxQuery} characters; shorten it.");

        // Releases the concurrency slot at once: a page may make a call, which takes its own.
        using var admission = await services.Gate.EnterAsync(
            identity, look with { At = $"{http.Request.Path}{http.Request.QueryString}" }, origin, ct);
        var user = new PageUser(admission.Caller, identity, origin);
        http.Features.Set(user); // the tokens of its forms are this user's
        return user;
    }

    /// <summary>Returns the page of a denied request; that of a form keeps its texts.</summary>
    public async Task<IResult> RefuseAsync(HttpContext http, FaultException fault, CancellationToken ct)
    {
        Protect(http);
        return await KeepAsync(http, fault, ct) ?? Refuse(http, fault);
    }

    /// <summary>Returns the page when the database does not answer; that of a form keeps its texts.</summary>
    public async Task<IResult> NoDatabaseAsync(HttpContext http, CancellationToken ct)
    {
        Protect(http);
        return await KeepAsync(http, new(FaultCode.Unavailable, "no_database", "The database does not answer."), ct) ?? NoDatabase(http);
    }

    /// <summary>Returns the page that shows the form of a request again after a fault, with what was typed; null to say
    /// only what went wrong. A form of another site is never shown: it would lend its texts to the user.</summary>
    public async Task<IResult?> KeepAsync(HttpContext http, FaultException fault, CancellationToken ct) =>
        KeepsForms && HttpMethods.IsPost(http.Request.Method) && FormOrigin.IsOwn(http.Request)
            && (await PageForms.ReadAsync(http, ct)).Form is { } form
            ? Keep(http, form, fault)
            : null;

    /// <summary>Gets whether the site shows forms again: it reads those of strangers too. Default: no.</summary>
    protected virtual bool KeepsForms => false;

    /// <summary>Returns the page that shows a form again; null for a form without texts.</summary>
    protected virtual IResult? Keep(HttpContext http, IFormCollection form, FaultException fault) => null;

    IResult Refuse(HttpContext http, FaultException fault)
    {
        if (fault.RetryAfter is { } after)
            http.Response.Headers.RetryAfter =
                Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        return fault.Code switch
        {
            FaultCode.Unauthenticated => SignIn(http),
            FaultCode.ResourceExhausted => Notice(
                http, "Too many requests", fault.Message, "Load the page again in a moment.",
                StatusCodes.Status429TooManyRequests),
            FaultCode.InvalidArgument => Unreadable(http, new(fault.Message, StatusCodes.Status400BadRequest)),
            _ => Refused(http, fault),
        };
    }

    /// <summary>Returns the page of an unreadable request.</summary>
    public IResult Unreadable(HttpContext http, FormProblem problem) => Notice(
        http, "This request cannot be read", problem.Text, "Go back, load the page again, and repeat it.", problem.Status);

    /// <summary>Returns a page without the frame of the site.</summary>
    protected abstract IResult Notice(HttpContext http, string title, string text, string hint, int status);

    /// <summary>Returns the page for users without access.</summary>
    protected abstract IResult Refused(HttpContext http, FaultException fault);

    /// <summary>Returns the page for users who have not signed in.</summary>
    protected abstract IResult SignIn(HttpContext http);

    /// <summary>Returns the page when the database does not answer.</summary>
    protected abstract IResult NoDatabase(HttpContext http);

    /// <summary>Returns the view of a fault within the frame of the site.</summary>
    protected abstract View Failed(FaultException fault);

    /// <summary>Returns a component as a page, with the policy of pages.</summary>
    protected static RazorComponentResult Component(
        HttpContext http, Type component, IReadOnlyDictionary<string, object?> parameters, int status)
    {
        Protect(http);
        return new(component, parameters) { StatusCode = status, PreventStreamingRendering = true };
    }

    /// <summary>Gives a response the policy of pages.</summary>
    protected static IResult WithPolicy(HttpContext http, IResult page)
    {
        Protect(http);
        return page;
    }

    /// <summary>Returns the address of the page that a user comes back to after signing in.</summary>
    protected string Here(HttpContext http) => HttpMethods.IsGet(http.Request.Method)
        ? $"{http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}"
        : site.Local(http.Request.PathBase, HtmxRequest.PageOf(http.Request));

    // The forms of a page name their origin only where the page may be a referrer within the host.
    static void Protect(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Referrer-Policy"] = "same-origin";
    }

    /// <summary>Describes the request for its page.</summary>
    protected ScreenCall Call(HttpContext http, PageUser user) => new(http, site, user, services.Time.GetUtcNow())
    {
        SignOut = $"{http.Request.PathBase}{services.Host.SignOut}?returnUrl={Uri.EscapeDataString($"{http.Request.PathBase}{site.First}")}",
        FormToken = services.Forms.TokenOf(http),
        Note = services.Notes.Take(http, site, user),
    };

    /// <summary>Returns a view within the frame of the site.</summary>
    protected IResult Page(ScreenCall call, View view) => view.RedirectTo is { } address
        ? Results.Redirect(address)
        : view.File is { } file ? file
        : new RazorComponentResult(
            view.IsFragment ? typeof(Fragment) : Shell, new Dictionary<string, object?> { ["Call"] = call, ["View"] = view })
        {
            StatusCode = view.Status,
            PreventStreamingRendering = true,
        };

    /// <summary>Returns the status of a fault within the frame.</summary>
    protected static int StatusOf(FaultException fault) => fault.Code switch
    {
        FaultCode.NotFound => StatusCodes.Status404NotFound,
        FaultCode.DeadlineExceeded => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
