using Microsoft.Extensions.Primitives;

namespace Bits.Backend.Http;

/// <summary>Tells browsers what they must not do with our answers.</summary>
static class SecurityHeaders
{
    /// <summary>What an answer that is no page may load: nothing.</summary>
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

    /// <summary>Sets the headers on every answer; a page that needs more says so itself. No header opens anything to
    /// pages of other origins (CORS).</summary>
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
