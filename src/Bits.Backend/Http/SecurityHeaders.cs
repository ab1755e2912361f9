using Microsoft.Extensions.Primitives;

namespace Bits.Backend.Http;

/// <summary>Restricts what browsers may do with answers.</summary>
static class SecurityHeaders
{
    /// <summary>The policy of an answer that is not a page: it loads nothing.</summary>
    public const string NothingAtAll = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    static readonly (string Name, string Value)[] Always =
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        ("Content-Security-Policy", NothingAtAll),
        ("Cache-Control", "no-store"),
    ];

    /// <summary>Adds the headers to every answer; a page that needs more sets its own. No header allows other origins
    /// (CORS).</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            foreach (var (name, value) in Always)
                if (StringValues.IsNullOrEmpty(headers[name]))
                    headers[name] = value;
            return Task.CompletedTask;
        }, http);
        return next(http);
    });
}
