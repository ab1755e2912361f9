using System.ComponentModel.DataAnnotations;
using Bits.Backend.Http;
using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Telemetry;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bits.Backend.Startup;

/// <summary>Lists who may read <c>/metrics</c>.</summary>
enum MetricsReaders
{
    /// <summary>No client.</summary>
    Off,

    /// <summary>Programs on this machine.</summary>
    Loopback,

    /// <summary>Every client that reaches the port; restrict it by the network.</summary>
    All,
}

/// <summary>Configures the export of traces, metrics and logs; section <c>Telemetry</c>.</summary>
sealed class TelemetrySettings
{
    public const string Section = "Telemetry";

    /// <summary>Gets or sets the address of an OTLP collector, such as <c>http://127.0.0.1:4317</c>. Default: none;
    /// then there are no traces, and metrics only at <c>/metrics</c>.</summary>
    [Url]
    public string? OtlpEndpoint { get; set; }

    /// <summary>Gets or sets who may read <c>/metrics</c>: off, loopback, all. Default loopback.</summary>
    public MetricsReaders Metrics { get; set; } = MetricsReaders.Loopback;

    /// <summary>Gets or sets whether log lines are JSON, one event per line, with request and trace id. Default:
    /// outside Development.</summary>
    public bool? JsonLogs { get; set; }
}

/// <summary>Registers traces, metrics and logs.</summary>
static class TelemetrySetup
{
    const string MetricsPath = "/metrics";
    static readonly string[] Meters =
    [
        RpcTelemetry.SourceName, AuditTelemetry.SourceName, JobsTelemetry.SourceName, "Bits.Membership", "Bits.Search", "Npgsql",
    ];

    /// <summary>Registers them by the settings.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.Checked<TelemetrySettings>(TelemetrySettings.Section);
        builder.Services.AddSingleton(settings);
        AddLogs(builder, settings);

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("bits-backend"))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Meters)
                .AddPrometheusExporter());
        if (settings.OtlpEndpoint is not { } endpoint)
            return;

        telemetry
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !IsOurs(context.Request.Path))
                .AddSource(Meters)
                .AddNpgsql())
            .WithLogging()
            .UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, new Uri(endpoint));
    }

    /// <summary>Maps the Prometheus endpoint, for clients that may read it.</summary>
    public static void UseMetrics(this WebApplication app)
    {
        var readers = app.Services.GetRequiredService<TelemetrySettings>().Metrics;
        app.UseOpenTelemetryPrometheusScrapingEndpoint(http => http.Request.Path == MetricsPath && readers switch
        {
            MetricsReaders.Off => false,
            MetricsReaders.Loopback => ProxyTraces.ComesFromHere(http),
            MetricsReaders.All => true,
        });
    }

    static bool IsOurs(PathString path) => path.StartsWithSegments("/health") || path == MetricsPath;

    static void AddLogs(WebApplicationBuilder builder, TelemetrySettings settings)
    {
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions =
            ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (settings.JsonLogs ?? !builder.Environment.IsDevelopment())
            builder.Logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
    }
}
