using Microsoft.AspNetCore.Http;

namespace Bits.Pages.Hosting;

/// <summary>Tells requests of pages of this host from those of other sites, by what browsers say of them.</summary>
public static class FormOrigin
{
    /// <summary>Returns whether a page of this host sent the request. Browsers say so in <c>Sec-Fetch-Site</c>; Safari
    /// before 16.4, and all of them over plain HTTP, only in <c>Origin</c>.</summary>
    public static bool IsOwn(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0 ? site is "same-origin" or "none" : request.Headers.Origin == $"{request.Scheme}://{request.Host}";
    }
}
