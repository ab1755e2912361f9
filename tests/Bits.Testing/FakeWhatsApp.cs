using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Bits.Testing;

/// <summary>Stands where the WhatsApp Cloud API would: a real HTTP server that answers in the formats of the provider's
/// documentation. Errors are scripted; without a script it accepts.</summary>
public sealed class FakeWhatsApp : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly Task _serving;

    /// <summary>Starts it.</summary>
    public FakeWhatsApp()
    {
        BaseAddress = $"http://127.0.0.1:{TestPort.Free()}/v23.0/";
        _listener.Prefixes.Add(BaseAddress);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The address for the configuration.</summary>
    public string BaseAddress { get; }

    /// <summary>The messages that were accepted, as they came.</summary>
    public ConcurrentQueue<JsonElement> Accepted { get; } = [];

    /// <summary>What was asked for, and with which authorization.</summary>
    public ConcurrentQueue<(string Path, string? Authorization)> Requests { get; } = [];

    /// <summary>What is answered next, before it accepts again.</summary>
    public ConcurrentQueue<Func<HttpListenerResponse, Task>> Script { get; } = [];

    /// <summary>An error as the provider writes it.</summary>
    public static Func<HttpListenerResponse, Task> Error(int status, int code, string message, int? retryAfter = null) =>
        response =>
        {
            if (retryAfter is { } seconds)
                response.AddHeader("Retry-After", $"{seconds}");
            return WriteAsync(response, status, new
            {
                error = new
                {
                    message = $"(#{code}) {message}",
                    type = "OAuthException",
                    code,
                    error_data = new { messaging_product = "whatsapp", details = message },
                    fbtrace_id = "Az8or2yhqkZfEZ-_4Qn_Bam",
                },
            });
        };

    /// <summary>The connection breaks before an answer: the message may be out.</summary>
    public static Task Break(HttpListenerResponse response)
    {
        response.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Some proxy on the way answers instead.</summary>
    public static async Task Proxy(HttpListenerResponse response)
    {
        response.StatusCode = 502;
        await response.OutputStream.WriteAsync("<html>Bad gateway</html>"u8.ToArray());
        response.Close();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // closed, or the client has gone
            }
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        Requests.Enqueue((context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"]));
        var message = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.InputStream);
        if (Script.TryDequeue(out var scripted))
        {
            await scripted(context.Response);
            return;
        }

        Accepted.Enqueue(message);
        var to = message.GetProperty("to").GetString()!;
        await WriteAsync(context.Response, 200, new
        {
            messaging_product = "whatsapp",
            contacts = new[] { new { input = to, wa_id = to.TrimStart('+') } },
            messages = new[] { new { id = $"wamid.{Guid.CreateVersion7():N}", message_status = "accepted" } },
        });
    }

    static async Task WriteAsync(HttpListenerResponse response, int status, object body)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body));
        response.Close();
    }
}
