using System.Globalization;
using System.Text;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Backend.Http;

/// <summary>Exports the members of a scope as <c>GET /files/members.csv?scope=group:…</c>: CSV (RFC 4180) in UTF-8,
/// streamed page by page.</summary>
static class RosterFile
{
    const int PageSize = 1_000;

    public static void MapRosterFile(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/files/members.csv", WriteAsync)
        .RequireCapability(Capabilities.MembershipList, "files.members")
        .ExcludeFromDescription();

    static async Task WriteAsync(
        HttpContext http, NpgsqlDataSource dataSource, Memberships memberships, AccountDirectory accounts, CancellationToken ct)
    {
        var scope = http.AuthorizedScope();
        http.Response.ContentType = "text/csv; charset=utf-8; header=present";
        http.Response.Headers.ContentDisposition = "attachment; filename=members.csv";
        await http.Response.WriteAsync("user_id,name,role,since,until\r\n", ct);

        await using var db = await dataSource.OpenConnectionAsync(ct);
        for (Guid? last = null; ;)
        {
            var page = await memberships.ListByScopeAsync(db, scope, default, last, PageSize, ct);
            var names = await accounts.ListNamesAsync(db, page.Select(m => m.UserId), ct);
            await http.Response.WriteAsync(Lines(page, names), ct);
            if (page.Count < PageSize)
                return;

            last = page[^1].UserId;
        }
    }

    static string Lines(IReadOnlyList<Member> members, IReadOnlyDictionary<Guid, string> names)
    {
        var lines = new StringBuilder();
        foreach (var member in members)
            lines.Append(CultureInfo.InvariantCulture, $"{member.UserId},{Cell(names.GetValueOrDefault(member.UserId, ""))},")
                .Append(CultureInfo.InvariantCulture, $"{member.Role.ToText()},{Timestamp(member.Since)},{Timestamp(member.Until)}\r\n");

        return lines.ToString();
    }

    static string Timestamp(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    // A spreadsheet would evaluate a cell that begins like a formula.
    static string Cell(string text) =>
        $"\"{(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
