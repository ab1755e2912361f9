using Bits.Platform.Files;
using Microsoft.Net.Http.Headers;

namespace Bits.Backend.Http;

/// <summary>Answers with a file that people have sent. A browser may show it, and never runs it: the type is fixed and not
/// guessed, the page that it would be loads nothing, and other sites cannot embed it.</summary>
static class InertFile
{
    const string Policy = "default-src 'none'; sandbox";

    // Short: who may see a file can change. Then the browser asks again, and mostly gets 304.
    const string Caching = "private, max-age=300";

    /// <summary>Returns whether the caller has the bytes already, by <c>If-None-Match</c>.</summary>
    public static bool IsKnown(HttpContext http, string sha256) =>
        http.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(TagOf(sha256), useStrongComparison: false));

    /// <summary>Returns the answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="file">The file.</param>
    /// <param name="content">Its bytes; null if the caller has them already.</param>
    /// <param name="name">The file name for those who save it.</param>
    public static IResult Answer(HttpContext http, StoredFile file, byte[]? content, string name)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = Caching;
        headers.Vary = "Authorization, Cookie";
        headers.ETag = TagOf(file.Sha256).ToString();
        if (content is null)
            return Results.StatusCode(StatusCodes.Status304NotModified);

        headers.ContentDisposition = $"inline; filename=\"{name}\"";
        return Results.Bytes(content, file.ContentType);
    }

    static EntityTagHeaderValue TagOf(string sha256) => new($"\"{sha256}\"");
}
