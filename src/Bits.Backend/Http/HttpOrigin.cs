using System.Text.RegularExpressions;
using Bits.Platform.Audit;

namespace Bits.Backend.Http;

/// <summary>Gives each request its id, and says whence it comes.</summary>
static partial class HttpOrigin
{
    /// <summary>The header with the request's id: the client's own where it is well-formed, else ours.</summary>
    public const string RequestId = "X-Request-Id";

    /// <summary>Gives every request an id, in the answer and in the log.</summary>
    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.TraceIdentifier = http.Request.Headers[RequestId] is [{ } own] && WellFormed.IsMatch(own)
            ? own
            : Guid.CreateVersion7().ToString();
        http.Response.Headers[RequestId] = http.TraceIdentifier;
        return next(http);
    });

    /// <summary>Whence a request comes.</summary>
    public static RequestOrigin Of(HttpContext http) => new(
        RequestOrigin.Http, http.TraceIdentifier, Address(http),
        http.Request.Headers.UserAgent.ToString() is { Length: > 0 } client ? client : null);

    /// <summary>The client's address, as this machine or a trusted proxy sees it.</summary>
    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>How the client's own is written.</summary>
    public const string RequestIdPattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    [GeneratedRegex(RequestIdPattern, RegexOptions.CultureInvariant)]
    static partial Regex WellFormed { get; }
}
