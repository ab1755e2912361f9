using System.Globalization;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace Bits.Console.Hosting;

/// <summary>A request for a page: who asks, and for what. The address is all the state that a page has.</summary>
public sealed class ScreenCall(HttpContext http, Visitor visitor, DateTimeOffset now)
{
    /// <summary>Who asks.</summary>
    public Visitor Visitor { get; } = visitor;

    /// <summary>The moment of the request.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>Where the console begins, such as <c>/admin</c>.</summary>
    public string Root { get; } = $"{http.Request.PathBase}{ConsoleEndpoints.Path}";

    /// <summary>The address of this page within the site.</summary>
    public string Here => $"{http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}";

    /// <summary>The address that a form is posted to that signs out.</summary>
    public required string SignOut { get; init; }

    /// <summary>What the forms of the page send back to show that they are ours.</summary>
    public string FormToken { get; init; } = "";

    /// <summary>What came of the action before; null for none.</summary>
    public Note? Note { get; init; }

    /// <summary>The colours that the visitor has chosen; null: those of their system.</summary>
    public string? Theme { get; init; }

    /// <summary>Whether the database took longer than a page may wait.</summary>
    public bool IsSlow { get; internal set; }

    /// <summary>A text of the query; null where it is missing or blank.</summary>
    public string? Text(string name) =>
        http.Request.Query[name].ToString().Trim() is { Length: > 0 } text ? text.Replace("\0", "", StringComparison.Ordinal) : null;

    /// <summary>A number of the query or the route; null where it is none.</summary>
    public long? Number(string name) =>
        long.TryParse(Route(name) ?? Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A part of the route.</summary>
    public string? Route(string name) => http.Request.RouteValues[name] as string;

    /// <summary>A moment of the query, in UTC, as a browser's field for a date and time writes it; null where it is none.
    /// </summary>
    public DateTimeOffset? Time(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>This address with one thing of the query changed, and another left out; null takes it away.</summary>
    public string With(string name, string? value, string? without = null)
    {
        var query = http.Request.Query.Where(q => q.Key != name && q.Key != without).ToDictionary(q => q.Key, q => (string?)q.Value.ToString());
        if (value is not null)
            query[name] = value;

        return QueryHelpers.AddQueryString($"{http.Request.PathBase}{http.Request.Path}", query.Where(q => !string.IsNullOrEmpty(q.Value)));
    }

    /// <summary>Reads; where the database takes too long, the page says so and shows the rest.</summary>
    /// <returns>What was read; null where it took too long.</returns>
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

    /// <summary>What was asked for is not there.</summary>
    public static FaultException NotThere(string what) => FaultException.NotFound("not_found", what);
}

/// <summary>What came of an action.</summary>
/// <param name="IsGood">Whether it was done.</param>
/// <param name="Text">In words.</param>
public sealed record Note(bool IsGood, string Text);
