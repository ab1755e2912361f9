using System.Net.Http.Headers;
using System.Net.Http.Json;
using Bits.Load.Measuring;

namespace Bits.Load.Rpc;

/// <summary>One call, or several in turn, as every client makes them again and again.</summary>
/// <param name="Calls">Their names.</param>
/// <param name="Request">The request of a call, by its name.</param>
sealed record CallCycle(IReadOnlyList<string> Calls, Func<string, HttpRequestMessage> Request)
{
    /// <summary>The cycles that are measured, in this order: reads before writes.</summary>
    public static IReadOnlyList<CallCycle> All(DemoCast cast) =>
    [
        Get("accounts.v1/GetMe"),
        Get("groups.v1/ListPosts", $"groupId={cast.PublicGroup}"),
        Get("search.v1/Search", "text=weekend"),
        Get("notifications.v1/ListInbox"),
        // Leaving and joining again: every time something changes.
        Post(["groups.v1/LeaveGroup", "groups.v1/JoinGroup"], () => new { groupId = cast.PublicGroup }),
        Post(["groups.v1/PostToGroup"], () => new { groupId = cast.PublicGroup, body = "Who comes to the regatta?" }),
        Post(
            ["groups.v1/CreateGroup"],
            () => new { slug = $"load-{Guid.CreateVersion7():N}", name = "Load", visibility = "public" }),
    ];

    /// <summary>Has clients make the calls for a while, each with a token of its own.</summary>
    public Task<IReadOnlyList<ClientLoad>> RunAsync(
        HttpClient http, IReadOnlyList<string> tokens, TimeSpan duration, CancellationToken ct) =>
        Clients.RunAsync(
            [.. tokens.Select(token => (Func<int, Task>)(i => SendAsync(http, token, Calls[i % Calls.Count], ct)))],
            Calls.Count, duration);

    static CallCycle Get(string call, string query = "") =>
        new([call], name => new(HttpMethod.Get, $"/rpc/{name}?{query}"));

    static CallCycle Post<T>(string[] calls, Func<T> body) =>
        new(calls, name => new(HttpMethod.Post, $"/rpc/{name}") { Content = JsonContent.Create(body()) });

    async Task SendAsync(HttpClient http, string token, string call, CancellationToken ct)
    {
        using var request = Request(call);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, ct);
        var answer = await response.Content.ReadAsStringAsync(ct);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{call} was answered with {response.StatusCode}: {answer}");
    }
}
