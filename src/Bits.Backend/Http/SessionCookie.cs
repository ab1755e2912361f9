using Bits.Pages.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>The cookie of a browser session. It holds a secret whose hash is in the database, which checks it at every
/// call.</summary>
static class SessionCookie
{
    // Browsers keep a __Host- cookie to this host, and send it over TLS only.
    const string Secure = "__Host-bits-session";
    const string Plain = "bits-session";

    /// <summary>Returns the identity of the cookie; null without one.</summary>
    /// <exception cref="FaultException">A page of another site sent the cookie.</exception>
    public static Identity? Read(HttpContext http)
    {
        if (!http.Request.Cookies.TryGetValue(Name(http), out var value) || SessionSecret.Parse(value) is not { } secret)
            return null;

        RequireOwnPage(http);
        return secret.ToIdentity();
    }

    /// <summary>Sets the cookie of a session.</summary>
    public static void Write(HttpContext http, SessionSecret secret, TimeSpan lifetime) =>
        http.Response.Cookies.Append(Name(http), secret.ToString(), Options(http, lifetime));

    /// <summary>Deletes the cookie.</summary>
    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http, lifetime: null));

    // A page of another site can make the browser send the cookie, but cannot fake the origin headers. Links from other
    // sites are allowed: the answer goes to the user, not to the other site.
    static void RequireOwnPage(HttpContext http)
    {
        var headers = http.Request.Headers;
        var isSilent = headers["Sec-Fetch-Site"].Count == 0 && headers.Origin.Count == 0;
        if (HttpMethods.IsGet(http.Request.Method) && (isSilent || IsVisit(headers)))
            return;

        if (!FormOrigin.IsOwn(http.Request))
            throw FaultException.PermissionDenied("foreign_page", "Only pages of this site may use a browser session. Use a token instead.");
    }

    static bool IsVisit(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Mode"] == "navigate" && headers["Sec-Fetch-Dest"] == "document";

    static string Name(HttpContext http) => http.Request.IsHttps ? Secure : Plain;

    static CookieOptions Options(HttpContext http, TimeSpan? lifetime) =>
        HttpCookie.Options(http, "/", SameSiteMode.Lax, lifetime);
}
