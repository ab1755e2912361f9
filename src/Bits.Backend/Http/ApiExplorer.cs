using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Scalar.AspNetCore;

namespace Bits.Backend.Http;

/// <summary>Serves a page to explore the calls. All of it comes from this host: no fonts, no telemetry, no third-party
/// service. It may run only its own scripts.</summary>
static partial class ApiExplorer
{
    /// <summary>The address of the page.</summary>
    public const string Path = "/scalar";

    public static void MapApiExplorer(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapScalarApiReference(scalar =>
        {
            scalar.Title = "BITS Platform";
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
            scalar.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            scalar.HideClientButton = true;
            scalar.DefaultOpenAllTags = true;
            scalar.Agent = new() { Disabled = true };
            scalar.Mcp = new() { Disabled = true };
        });
    }

    /// <summary>Allows the page of the explorer its inline scripts, each by its hash.</summary>
    public static void UseApiExplorerPolicy(this IApplicationBuilder app) => app.UseWhen(
        http => http.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal)
            && !System.IO.Path.HasExtension(http.Request.Path), page => page.Use(async (http, next) =>
        {
            var wire = http.Response.Body;
            using var written = new MemoryStream();
            http.Response.Body = written;
            try
            {
                await next(http);
                if (http.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
                    http.Response.Headers.ContentSecurityPolicy = Policy(Encoding.UTF8.GetString(written.ToArray()));
            }
            finally
            {
                http.Response.Body = wire;
            }

            written.Position = 0;
            await written.CopyToAsync(wire, http.RequestAborted);
        }));

    static string Policy(string html)
    {
        var hashes = InlineScript.Matches(html).Select(
            script => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups[1].Value)))}'");

        return "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'; "
            + "img-src 'self' data:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
            + $"script-src 'self' {string.Join(' ', hashes)}";
    }

    [GeneratedRegex("<script(?![^>]*\\bsrc=)[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    static partial Regex InlineScript { get; }
}
