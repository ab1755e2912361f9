using Bits.Backend.Startup;
using Bits.Platform;

namespace Bits.Backend.Http;

/// <summary>Allows calls from pages of the configured origins (CORS), with a token and never with a cookie. Default:
/// none.</summary>
static class CrossOrigin
{
    static readonly string[] RequestHeaders =
    [
        "Authorization", "Content-Type", RpcHeaders.IdempotencyKey, RpcHeaders.DryRun, RpcHeaders.ReadAfter,
        RpcHeaders.Timeout, HttpOrigin.RequestId,
    ];

    static readonly string[] AnswerHeaders =
        [RpcHeaders.CommitToken, HttpOrigin.RequestId, "Retry-After", "WWW-Authenticate"];
    static readonly TimeSpan PreflightLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Reads the origins.</summary>
    /// <exception cref="SettingsException">An entry is not an origin, or has no TLS outside Development.</exception>
    public static void AddCrossOrigin(this WebApplicationBuilder builder)
    {
        var origins = builder.Configuration.Checked<HttpSettings>(HttpSettings.Section).AllowedOrigins;
        foreach (var origin in origins)
            if (!IsOrigin(origin, builder.Environment.IsDevelopment()))
                throw new SettingsException(
                    $"Http:AllowedOrigins has {origin}; use origins such as https://app.example.org, without a path.");

        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins])
            .WithMethods("GET", "POST")
            .WithHeaders(RequestHeaders)
            .WithExposedHeaders(AnswerHeaders)
            .SetPreflightMaxAge(PreflightLifetime)));
    }

    /// <summary>Answers preflights and adds the headers to answers of calls only.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HttpSettings>().AllowedOrigins.Count > 0)
            app.UseWhen(
                http => http.Request.Path.StartsWithSegments("/rpc", StringComparison.Ordinal), calls => calls.UseCors());
    }

    static bool IsOrigin(string text, bool plainToo) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && text == uri.GetLeftPart(UriPartial.Authority)
        && (uri.Scheme == Uri.UriSchemeHttps || (plainToo && uri.Scheme == Uri.UriSchemeHttp));
}
