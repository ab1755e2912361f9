using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bits.Client;

/// <summary>Makes the platform's calls. A write is sent under an idempotency key and repeated where its answer was lost;
/// a read shows what this client has written before. Safe for concurrent use.</summary>
/// <param name="http">With the platform's address as its base; a path in it ends with a slash.</param>
/// <param name="token">Gives the bearer token for a call; null for a client that sends its own proof.</param>
public sealed partial class BitsClient(HttpClient http, Func<CancellationToken, ValueTask<string>>? token = null)
{
    const int MaxAttempts = 4;
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    volatile string? _written;

    /// <summary>Makes a call by its name, JSON in and JSON out.</summary>
    /// <exception cref="BitsFaultException">The call was refused.</exception>
    public Task<JsonElement> CallAsync(string name, JsonElement request, CancellationToken ct = default) =>
        Calls.TryGetValue(name, out var reads)
            ? reads ? ReadAsync<JsonElement, JsonElement>(name, request, ct) : WriteAsync<JsonElement, JsonElement>(name, request, null, ct)
            : throw new ArgumentException($"There is no call {name}; there are {string.Join(", ", Calls.Keys)}.", nameof(name));

    Task<TResponse> ReadAsync<TRequest, TResponse>(string name, TRequest request, CancellationToken ct) => SendAsync<TResponse>(
        () =>
        {
            var message = new HttpRequestMessage(HttpMethod.Get, $"rpc/{name}?{Query(JsonSerializer.SerializeToElement(request, Json))}");
            if (_written is { } commit)
                message.Headers.Add("Read-After", commit);
            return message;
        }, ct);

    Task<TResponse> WriteAsync<TRequest, TResponse>(string name, TRequest request, string? idempotencyKey, CancellationToken ct)
    {
        var key = idempotencyKey ?? Guid.CreateVersion7().ToString();
        return SendAsync<TResponse>(
            () => new(HttpMethod.Post, $"rpc/{name}")
            {
                Content = JsonContent.Create(request, options: Json),
                Headers = { { "Idempotency-Key", key } },
            }, ct);
    }

    async Task<TResponse> SendAsync<TResponse>(Func<HttpRequestMessage> create, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = create();
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(ct).ConfigureAwait(false));
            using var answer = await TrySendAsync(request, isLast: attempt == MaxAttempts, ct).ConfigureAwait(false);
            if (answer is { IsSuccessStatusCode: true })
                return await ReadAsync<TResponse>(answer, ct).ConfigureAwait(false);
            if (answer is not null && (attempt == MaxAttempts || !MayBeRepeated(answer.StatusCode)))
                throw await BitsFaultException.ReadAsync(answer, ct).ConfigureAwait(false);

            await Task.Delay(answer?.Headers.RetryAfter?.Delta ?? FirstPause * attempt, ct).ConfigureAwait(false);
        }
    }

    // Null where the answer was lost on the way: under the same key it is safe to ask again. A server that ends while it is connected to
    // shows as what the socket says: the handler asks that for its other end, and lets the error through.
    async Task<HttpResponseMessage?> TrySendAsync(HttpRequestMessage request, bool isLast, CancellationToken ct)
    {
        try
        {
            return await http.SendAsync(request, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!isLast && e is HttpRequestException or SocketException)
        {
            return null;
        }
        catch (SocketException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }

    async Task<TResponse> ReadAsync<TResponse>(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.Headers.TryGetValues("Commit-Token", out var tokens))
            _written = tokens.First();
        return (await answer.Content.ReadFromJsonAsync<TResponse>(Json, ct).ConfigureAwait(false))!;
    }

    static bool MayBeRepeated(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.BadGateway;

    static string Query(JsonElement request) => string.Join('&',
        from member in request.EnumerateObject()
        from value in member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray()] : (JsonElement[])[member.Value]
        where value.ValueKind != JsonValueKind.Null
        select string.Create(CultureInfo.InvariantCulture, $"{member.Name}={Uri.EscapeDataString(value.ToString())}"));
}
