using System.Globalization;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace Bits.Pages.Hosting;

/// <summary>A request for a page. The address is the complete state of a page.</summary>
public sealed class ScreenCall(HttpContext http, PageSite site, PageUser user, DateTimeOffset now)
{
    /// <summary>Gets the user.</summary>
    public PageUser User { get; } = user;

    /// <summary>Gets the time of the request.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>Gets the path of the site, such as <c>/admin</c>; empty for a site at the root of the host.</summary>
    public string Root { get; } = $"{http.Request.PathBase}{site.Path}";

    /// <summary>Gets the address of the site as its users type it, such as <c>https://alumni.example.org</c>.</summary>
    public string Site => $"{http.Request.Scheme}://{http.Request.Host}{Root}";

    /// <summary>Gets the address of this page within the site.</summary>
    public string Here => $"{http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}";

    /// <summary>Gets the address that signs out on POST.</summary>
    public required string SignOut { get; init; }

    /// <summary>Gets the token of the page's forms against cross-site requests.</summary>
    public string FormToken { get; init; } = "";

    /// <summary>Gets the result of the previous action; null without one.</summary>
    public Note? Note { get; init; }

    /// <summary>Gets whether the database took longer than the time-out of pages.</summary>
    public bool IsSlow { get; internal set; }

    /// <summary>Returns a cookie; null without one.</summary>
    public string? Cookie(string name) => http.Request.Cookies[name];

    /// <summary>Returns a text of the query; null when missing or blank.</summary>
    public string? Text(string name) =>
        http.Request.Query[name].ToString().Trim() is { Length: > 0 } text ? text.Replace("\0", "", StringComparison.Ordinal) : null;

    /// <summary>Returns all texts of one name in the query, without blank ones.</summary>
    public IReadOnlyList<string> Texts(string name) =>
    [
        .. http.Request.Query[name].Select(text => (text ?? "").Replace("\0", "", StringComparison.Ordinal).Trim()).Where(text => text.Length > 0).Distinct(),
    ];

    /// <summary>Returns a number of the query or the route; null when it is not a number.</summary>
    public long? Number(string name) =>
        long.TryParse(Route(name) ?? Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Returns a part of the route.</summary>
    public string? Route(string name) => http.Request.RouteValues[name] as string;

    /// <summary>Returns a time of the query in UTC, in the format of a browser's date and time field; null when it is
    /// invalid.</summary>
    public DateTimeOffset? Time(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>Returns this address with one part of the query changed, and another removed; null removes the part.</summary>
    public string With(string name, string? value, string? without = null)
    {
        var query = http.Request.Query.Where(q => q.Key != name && q.Key != without && !string.IsNullOrEmpty(q.Value.ToString()));
        return QueryHelpers.AddQueryString(
            $"{http.Request.PathBase}{http.Request.Path}",
            string.IsNullOrEmpty(value) ? query : query.Append(new(name, value)));
    }

    /// <summary>Reads; after a time-out the page says so and shows the rest.</summary>
    /// <returns>The result; null after a time-out.</returns>
    public async Task<T?> TryReadAsync<T>(Func<Task<T>> read) where T : class
    {
        try
        {
            return await read();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            IsSlow = true;
            return null;
        }
    }

    /// <summary>Creates the fault of a missing page or object.</summary>
    public static FaultException NotThere(string what) => FaultException.NotFound("not_found", what);
}
