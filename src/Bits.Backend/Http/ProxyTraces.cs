using System.Net;
using Bits.Backend.Startup;
using Bits.Platform;

namespace Bits.Backend.Http;

/// <summary>Distinguishes local requests from those of a proxy on this machine.</summary>
static partial class ProxyTraces
{
    // The middleware keeps the headers that it trusted as X-Original-….
    static readonly string[] Headers =
    [
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Original-Proto", "X-Real-IP",
        "Forwarded", "Via",
    ];

    /// <summary>Returns whether a local program sent the request, to a local address and without a proxy.</summary>
    public static bool ComesFromHere(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && IsLocal(http.Request.Host.Host)
        && !ArePresent(http);

    /// <summary>Throws when all callers would share one address: outside Development, with a loopback listener and no
    /// trusted proxy.</summary>
    /// <exception cref="SettingsException">All callers would share one address.</exception>
    public static void RequireNamedProxy(this WebApplicationBuilder builder)
    {
        var urls = builder.Configuration["urls"] ?? "";
        var listensHereAlone = urls.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .All(url => BindingAddress.Parse(url) is var bound && (bound.IsUnixPipe || IsLocal(bound.Host)));
        if (!builder.Environment.IsDevelopment() && listensHereAlone
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
            && builder.Configuration.Checked<HttpSettings>(HttpSettings.Section).TrustedProxies.Count == 0)
            throw new SettingsException(
                "Http:TrustedProxies is empty, and the backend listens on loopback only: behind a proxy all callers "
                + "would count as one address, and /metrics would be open to them. Set Http:TrustedProxies:0=127.0.0.1, or "
                + "listen on another address by --urls.");
    }

    /// <summary>Logs a proxy that is not trusted, once.</summary>
    public static void UseProxyWarning(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HttpSettings>().TrustedProxies.Count > 0)
            return;

        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProxyTraces));
        var said = 0;
        app.Use((http, next) =>
        {
            if (said == 0 && ArePresent(http) && Interlocked.Exchange(ref said, 1) == 0)
                log.NotNamed(http.Connection.RemoteIpAddress?.ToString() ?? "unknown");
            return next(http);
        });
    }

    static bool ArePresent(HttpContext http) => Headers.Any(http.Request.Headers.ContainsKey);

    static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    [LoggerMessage(402, LogLevel.Warning,
        "{Address} forwards requests and is not in Http:TrustedProxies: all of its callers count as one address. If it is a "
        + "proxy of yours, name it there.")]
    static partial void NotNamed(this ILogger log, string address);
}
