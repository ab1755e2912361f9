using System.Text.RegularExpressions;
using Bits.Platform.Audit;

namespace Bits.Backend.Http;

/// <summary>Gives each request its id and origin.</summary>
static partial class HttpOrigin
{
    /// <summary>The header with the request's id: the client's own when well-formed, otherwise a new one.</summary>
    public const string RequestId = "X-Request-Id";

    /// <summary>Adds an id to every request, its answer and its log lines.</summary>
    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.TraceIdentifier = http.Request.Headers[RequestId] is [{ } own] && WellFormed.IsMatch(own)
            ? own
            : Guid.CreateVersion7().ToString();
        http.Response.Headers[RequestId] = http.TraceIdentifier;
        return next(http);
    });

    /// <summary>Returns the origin of a request.</summary>
    public static RequestOrigin Of(HttpContext http) => new(
        RequestOrigin.Http, http.TraceIdentifier, Address(http),
        http.Request.Headers.UserAgent.ToString() is { Length: > 0 } client ? client : null);

    /// <summary>Returns the client's address, from the connection or a trusted proxy.</summary>
    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>Matches a well-formed id.</summary>
    public const string RequestIdPattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    [GeneratedRegex(RequestIdPattern, RegexOptions.CultureInvariant)]
    static partial Regex WellFormed { get; }
}
