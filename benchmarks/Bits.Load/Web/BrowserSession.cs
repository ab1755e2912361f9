using System.Net;
using Bits.Load.Database;
using Bits.Load.Rpc;
using Bits.Platform.Accounts;

namespace Bits.Load.Web;

/// <summary>A member who has signed in.</summary>
/// <param name="Cookie">The cookies, as a browser sends them.</param>
sealed record BrowserSession(string Cookie)
{
    /// <summary>Signs in as many people of the demo data, each with a link.</summary>
    /// <param name="platform">Makes the links.</param>
    /// <param name="schema">Where the people are.</param>
    /// <param name="address">The backend.</param>
    /// <param name="first">Those who come first.</param>
    /// <param name="count">How many.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<IReadOnlyList<BrowserSession>> SignInAsync(
        InProcessPlatform platform, LoadSchema schema, Uri address, IReadOnlyList<Guid> first, int count, CancellationToken ct)
    {
        ScenarioContext.Tell($"{count:N0} people sign in");
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
        var (users, sessions) = (await ListUsersAsync(schema, first, count, ct), new List<BrowserSession>());
        foreach (var user in users)
        {
            var token = await platform.Get<Sessions>().MakeLinkAsync(user, ct);
            using var response = await http.GetAsync($"/login/once?token={token}", ct);
            if (response.StatusCode != HttpStatusCode.Redirect)
                throw new InvalidOperationException($"The sign-in was answered with {response.StatusCode}.");
            sessions.Add(new(string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]))));
        }

        return sessions;
    }

    /// <summary>The request of a page, or of another kind of answer.</summary>
    public HttpRequestMessage Get(string path, string accept = "text/html") =>
        new(HttpMethod.Get, path) { Headers = { { "Cookie", Cookie }, { "Accept", accept } } };

    static async Task<IReadOnlyList<Guid>> ListUsersAsync(
        LoadSchema schema, IReadOnlyList<Guid> first, int count, CancellationToken ct)
    {
        await using var command = schema.DataSource.CreateCommand(
            "select id from accounts_user where disabled_at is null order by id = any($1) desc, id limit $2");
        command.Parameters.Add(new() { Value = first.ToArray() });
        command.Parameters.Add(new() { Value = count });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var users = new List<Guid>();
        while (await reader.ReadAsync(ct))
            users.Add(reader.GetGuid(0));

        return users.Count == count ? users : throw new UsageException($"--streams: the demo data of this scale have {users.Count:N0} people.");
    }
}
