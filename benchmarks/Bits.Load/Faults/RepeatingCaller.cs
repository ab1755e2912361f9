using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Bits.Load.Faults;

/// <summary>One call as it is sent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Token">Who calls.</param>
/// <param name="Query">What a read asks.</param>
/// <param name="Body">What a write does; null for a read.</param>
/// <param name="Key">Under which a write may be repeated.</param>
sealed record Call(string Name, string Token, string Query = "", object? Body = null, string? Key = null)
{
    /// <summary>The request for a node.</summary>
    public HttpRequestMessage At(Uri node)
    {
        var request = new HttpRequestMessage(
            Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(node, $"/rpc/{Name}?{Query}"));
        request.Headers.Authorization = new("Bearer", Token);
        if (Body is null)
            return request;

        request.Content = JsonContent.Create(Body, Body.GetType());
        request.Headers.Add("Idempotency-Key", Key);
        return request;
    }
}

/// <summary>A call from its first try to its answer, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
readonly record struct Answered(string Call, long Began, long Ended);

/// <summary>A try without an answer: what a client that does not repeat would have seen as an error.</summary>
readonly record struct FailedTry(string What, long At);

/// <summary>Calls as a client should: whatever comes, again at the next node after a pause, a write under its key.</summary>
sealed class RepeatingCaller(Nodes nodes, HttpClient http)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The calls that it made.</summary>
    public List<Answered> Answered { get; } = [];

    /// <summary>The tries that failed.</summary>
    public List<FailedTry> FailedTries { get; } = [];

    /// <summary>Forgets what it saw until now.</summary>
    public void Forget()
    {
        Answered.Clear();
        FailedTries.Clear();
    }

    /// <summary>Makes a call until it is answered.</summary>
    /// <exception cref="InvalidOperationException">It was refused, or there was no answer for two minutes.</exception>
    public async Task<JsonElement> CallAsync(Call call, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause < LongestPause ? 2 * pause : pause)
        {
            var (answer, failure) = await TryAsync(call, ct);
            if (answer is not null)
            {
                Answered.Add(new(call.Name, began, Stopwatch.GetTimestamp()));
                return JsonSerializer.Deserialize<JsonElement>(answer);
            }

            FailedTries.Add(new(failure!, Stopwatch.GetTimestamp()));
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException($"{call.Name} was not answered for {Patience.TotalMinutes} min: {failure}");
            await Task.Delay(pause, ct);
        }
    }

    async Task<(string? Answer, string? Failure)> TryAsync(Call call, CancellationToken ct)
    {
        try
        {
            using var request = call.At(nodes.Next());
            using var response = await http.SendAsync(request, ct);
            var said = await response.Content.ReadAsStringAsync(ct);
            if (response.IsSuccessStatusCode)
                return (said, null);

            return MayBeRepeated(response.StatusCode, said)
                ? (null, $"{(int)response.StatusCode}")
                : throw new InvalidOperationException($"{call.Name} was answered with {response.StatusCode}: {said}");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return (null, e is SocketException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } ? "not connected" : "broken off");
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, "no answer in time");
        }
    }

    static bool MayBeRepeated(HttpStatusCode status, string said) =>
        status >= HttpStatusCode.InternalServerError
        || (status == HttpStatusCode.Conflict && said.Contains("urn:bits:fault:conflict", StringComparison.Ordinal));
}
