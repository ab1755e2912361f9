using System.Net;
using Bits.Backend.Startup;
using Bits.Platform;

namespace Bits.Backend.Http;

/// <summary>Tells requests of this machine from those that a proxy on this machine passes on.</summary>
static partial class ProxyTraces
{
    // What the middleware has believed it keeps as X-Original-….
    static readonly string[] Headers =
    [
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Original-Proto", "X-Real-IP",
        "Forwarded", "Via",
    ];

    /// <summary>Whether a program of this machine asks, by an address of this machine, and no proxy has passed it on.
    /// </summary>
    public static bool ComesFromHere(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && IsLocal(http.Request.Host.Host)
        && !ArePresent(http);

    /// <summary>Refuses a set-up in which every caller would be one address: outside Development, listening to this
    /// machine alone, with no proxy named.</summary>
    /// <exception cref="SettingsException">It is that.</exception>
    public static void RequireNamedProxy(this WebApplicationBuilder builder)
    {
        var urls = builder.Configuration["urls"] ?? "";
        var listensHereAlone = urls.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .All(url => BindingAddress.Parse(url) is var bound && (bound.IsUnixPipe || IsLocal(bound.Host)));
        if (!builder.Environment.IsDevelopment() && listensHereAlone
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
            && builder.Configuration.Checked<HttpSettings>(HttpSettings.Section).TrustedProxies.Count == 0)
            throw new SettingsException(
                "Http:TrustedProxies is empty, and the backend listens to this machine alone: behind a proxy all callers "
                + "would count as one address, and /metrics would be open to them. Set Http:TrustedProxies:0=127.0.0.1, or "
                + "listen on another address by --urls.");
    }

    /// <summary>Says once in the log that a proxy passes requests on and is not named.</summary>
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
        "{Address} passes requests on and is not in Http:TrustedProxies: all of its callers count as one address. If it is a "
        + "proxy of yours, name it there.")]
    static partial void NotNamed(this ILogger log, string address);
}
