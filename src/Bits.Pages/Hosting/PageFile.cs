using Microsoft.AspNetCore.Http;

namespace Bits.Pages.Hosting;

/// <summary>A file to save. A browser neither shows nor stores it as a page, and never runs it.</summary>
/// <param name="Name">The file name, ASCII.</param>
/// <param name="ContentType">The type.</param>
/// <param name="Content">The bytes.</param>
public sealed record PageFile(string Name, string ContentType, ReadOnlyMemory<byte> Content) : IResult
{
    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.ContentLength = Content.Length;
        response.Headers.ContentDisposition = $"attachment; filename=\"{Name}\"";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(Content, httpContext.RequestAborted);
    }
}
