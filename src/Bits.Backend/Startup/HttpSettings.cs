using System.ComponentModel.DataAnnotations;
using System.Net;
using Bits.Backend.Http;
using Bits.Platform;
using Microsoft.AspNetCore.HttpOverrides;

namespace Bits.Backend.Startup;

/// <summary>Configures listening and stopping; section <c>Http</c>.</summary>
sealed class HttpSettings
{
    public const string Section = "Http";

    /// <summary>Gets or sets the addresses of trusted proxies, whose forwarded headers count. Default: none.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Gets or sets the other origins whose pages may call, such as <c>https://app.example.org</c>. Default:
    /// none. They call with a token; cookies are not accepted from them.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Gets or sets how long the backend still answers after <c>/health/ready</c> reports the stop, up to 1
    /// min. Default 0. Behind a load balancer: longer than its check interval.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.Zero;
}

/// <summary>Applies limits to requests, and drains before a stop.</summary>
static class HttpSetup
{
    const int MaxHeaderBytes = 16 * 1024;
    const int MaxHeaders = 64;
    static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(30);

    /// <summary>Applies the limits.</summary>
    public static void AddHttpLimits(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.Checked<HttpSettings>(HttpSettings.Section);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Draining>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainDelay + StopGrace);
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => Trust(forwarded, settings));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxDroppedBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        });
    }

    static void Trust(ForwardedHeadersOptions forwarded, HttpSettings settings)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in settings.TrustedProxies)
            forwarded.KnownProxies.Add(IPAddress.TryParse(proxy, out var address)
                ? address
                : throw new SettingsException($"Http:TrustedProxies has {proxy}; use addresses such as 10.0.0.5."));
        if (settings.TrustedProxies.Count == 0)
            forwarded.ForwardedHeaders = ForwardedHeaders.None;
    }
}

/// <summary>Reports the stop, and waits for the load balancer.</summary>
sealed class Draining : IHostedLifecycleService
{
    readonly TimeSpan _delay;

    public Draining(HttpSettings settings, IHostApplicationLifetime lifetime)
    {
        _delay = settings.DrainDelay;
        lifetime.ApplicationStopping.Register(() => HasBegun = true);
    }

    /// <summary>Gets whether draining has begun.</summary>
    public bool HasBegun { get; private set; }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(_delay, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
