using Bits.Console;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Bits.Backend.Http;

/// <summary>Gives a person at a browser a page where a program gets a problem document: the same status, the same words.
/// </summary>
sealed class BrowserPages(IOptions<ProblemDetailsOptions> problems) : IProblemDetailsWriter
{
    // Browsers name HTML when they go to an address; programs, and scripts of a page, do not.
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
        await ConsoleEndpoints.Notice(http, Title(status), detail ?? "The request was refused.", status).ExecuteAsync(http);
    }

    static string Title(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "You are not signed in",
        StatusCodes.Status403Forbidden => "This page is not yours to see",
        StatusCodes.Status404NotFound => "There is nothing here",
        StatusCodes.Status429TooManyRequests => "Too many requests",
        >= StatusCodes.Status500InternalServerError => "Something went wrong",
        _ => "That did not work",
    };
}
