using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Notifications.Channels.Email;

namespace Bits.Backend.Http;

/// <summary>Shows operators the e-mail of a template as <c>GET /files/email-preview.html</c>: a page without scripts and
/// pictures, whose own styles apply.</summary>
static class EmailPreview
{
    const string Policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void MapEmailPreview(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/files/email-preview.html", Show)
        .RequireCapability(NotificationCapabilities.Inspect, "files.email_preview")
        .ExcludeFromDescription();

    static IResult Show(HttpContext http, EmailPreviews previews, string? kind, string? variant, string? language)
    {
        if (previews.Render(kind ?? "", variant ?? "", language == "hindi" ? Language.Hindi : Language.English) is not { } html)
            return Results.NotFound();

        http.Response.Headers.ContentSecurityPolicy = Policy;
        return Results.Content(html, "text/html; charset=utf-8");
    }
}
