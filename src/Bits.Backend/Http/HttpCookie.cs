namespace Bits.Backend.Http;

/// <summary>The options of the host's cookies: not for scripts, and over TLS where the page came so.</summary>
static class HttpCookie
{
    /// <summary>Returns the options.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">The path that the cookie is sent to.</param>
    /// <param name="sameSite">Whether pages of other sites may lead to a request with it.</param>
    /// <param name="lifetime">How long the browser keeps it; null to delete it.</param>
    public static CookieOptions Options(HttpContext http, string path, SameSiteMode sameSite, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = sameSite,
        Path = path,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
