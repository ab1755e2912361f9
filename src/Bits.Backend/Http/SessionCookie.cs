using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>The cookie of a browser's session. It holds a secret that the database knows by its hash; nothing in it is
/// believed that the database does not confirm at every call.</summary>
static class SessionCookie
{
    // Browsers keep a __Host- cookie to this host alone, and send it over TLS alone.
    const string Secure = "__Host-bits-session";
    const string Plain = "bits-session";

    /// <summary>Who the cookie says is there; null without one.</summary>
    /// <exception cref="FaultException">Another site has the browser send it.</exception>
    public static Identity? Read(HttpContext http)
    {
        if (!http.Request.Cookies.TryGetValue(Name(http), out var value) || SessionSecret.Parse(value) is not { } secret)
            return null;

        RequireOwnPage(http);
        return secret.ToIdentity();
    }

    /// <summary>Gives the browser a session.</summary>
    public static void Write(HttpContext http, SessionSecret secret, TimeSpan lifetime) =>
        http.Response.Cookies.Append(Name(http), secret.ToString(), Options(http, lifetime));

    /// <summary>Takes it away.</summary>
    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http, lifetime: null));

    // A page of another site can have the browser send the cookie; it cannot have it lie about where it comes from. A link
    // may lead here from anywhere: who follows it sees the answer, who wrote it does not.
    static void RequireOwnPage(HttpContext http)
    {
        var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
        var origin = http.Request.Headers.Origin.ToString();
        if (HttpMethods.IsGet(http.Request.Method) && IsVisit(http.Request.Headers))
            return;

        var own = $"{http.Request.Scheme}://{http.Request.Host}";
        var foreign = site.Length > 0 ? site is not ("same-origin" or "none") : origin.Length > 0 && origin != own;
        if (foreign || (!HttpMethods.IsGet(http.Request.Method) && site.Length == 0 && origin.Length == 0))
            throw FaultException.PermissionDenied("foreign_page", "Only pages of this site may call with a browser's session.");
    }

    static bool IsVisit(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Mode"] == "navigate" && headers["Sec-Fetch-Dest"] == "document";

    static string Name(HttpContext http) => http.Request.IsHttps ? Secure : Plain;

    static CookieOptions Options(HttpContext http, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };
}
