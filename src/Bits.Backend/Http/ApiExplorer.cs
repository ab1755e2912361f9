using Scalar.AspNetCore;

namespace Bits.Backend.Http;

/// <summary>A page to explore the calls with. It comes whole from here: no fonts, no telemetry, no service of others.
/// </summary>
static class ApiExplorer
{
    public static void MapApiExplorer(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", () => Results.Redirect("/scalar")).ExcludeFromDescription();
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
}
