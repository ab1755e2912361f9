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

    /// <summary>Has clients make the calls for a while, each cycle as another user: were they always the same, those
    /// who found groups would belong to thousands, and drag along as many audience tags.</summary>
    /// <param name="http">Where.</param>
    /// <param name="clients">How many at once.</param>
    /// <param name="tokens">Of the users; a multiple of the clients, so that no two act for one user at once.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="ct">Stops it.</param>
    public Task<IReadOnlyList<ClientLoad>> RunAsync(
        HttpClient http, int clients, IReadOnlyList<string> tokens, TimeSpan duration, CancellationToken ct)
    {
        return Clients.RunAsync([.. Enumerable.Range(0, clients).Select(Client)], Calls.Count, duration);

        Func<int, Task> Client(int number) => i =>
        {
            var token = tokens[(number + clients * (i / Calls.Count)) % tokens.Count];
            return SendAsync(http, token, Calls[i % Calls.Count], ct);
        };
    }

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
