using Bits.Console;
using Bits.Web;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Bits.Backend.Http;

/// <summary>Answers a browser with a page instead of a problem document: the same status, the same text.</summary>
sealed class BrowserPages(IOptions<ProblemDetailsOptions> problems) : IProblemDetailsWriter
{
    // Browsers accept HTML when they open an address; programs and scripts do not.
    public bool CanWrite(ProblemDetailsContext context) =>
        context.HttpContext.Request is var request
        && !request.Path.StartsWithSegments("/rpc", StringComparison.Ordinal)
        && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType == "text/html");

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        problems.Value.CustomizeProblemDetails?.Invoke(context);
        var http = context.HttpContext;
        var (status, detail) = (context.ProblemDetails.Status ?? http.Response.StatusCode, context.ProblemDetails.Detail);
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        var (title, text) = (Title(status), detail ?? "The request was refused.");
        var page = http.Request.Path.StartsWithSegments(ConsoleEndpoints.Path, StringComparison.Ordinal)
            ? ConsoleEndpoints.Notice(http, title, text, status)
            : await WebEndpoints.NoticeAsync(http, title, text, status, http.RequestAborted);
        await page.ExecuteAsync(http);
    }

    static string Title(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Authentication required",
        StatusCodes.Status403Forbidden => "You don't have access to this page",
        StatusCodes.Status404NotFound => "Page not found",
        StatusCodes.Status429TooManyRequests => "Too many requests",
        >= StatusCodes.Status500InternalServerError => "Something went wrong",
        _ => "The request failed",
    };
}
