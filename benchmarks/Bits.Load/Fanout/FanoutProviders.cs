using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bits.Load.Database;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Bits.Load.Fanout;

/// <summary>A mail server and a stand-in for the WhatsApp Cloud API in this process. They outlive the senders, and count what
/// each recipient got.</summary>
sealed partial class FanoutProviders : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly CancellationTokenSource _stop = new();
    readonly Store _mails = new();
    readonly HttpListener _listener = new();
    readonly int _mailPort = LoadDatabase.FreePort();
    readonly int _httpPort = LoadDatabase.FreePort();
    Task _running = Task.CompletedTask;

    /// <summary>The settings that lead a platform here.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = $"{_mailPort}",
        ["Mail:Security"] = "None",
        ["Mail:From"] = "BITS Alumni <no-reply@example.org>",
        ["Mail:PublicAddress"] = "https://alumni.example.org/",
        ["Notifications:WhatsApp:BaseAddress"] = $"http://127.0.0.1:{_httpPort}/v23.0/",
        ["Notifications:WhatsApp:PhoneNumberId"] = "1",
        ["Notifications:WhatsApp:AccessToken"] = "secret",
        ["Notifications:WhatsApp:DailyRecipients"] = "0",
    };

    /// <summary>How often each recipient was accepted, by channel and address.</summary>
    public ConcurrentDictionary<(string Channel, string To), int> Accepted { get; } = new();

    public static async Task<FanoutProviders> StartAsync(CancellationToken ct)
    {
        var providers = new FanoutProviders();
        providers._mails.Taken = to => providers.Count("email", to);
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(providers._mails);
        var smtp = new SmtpServer.SmtpServer(
            new SmtpServerOptionsBuilder().ServerName("localhost").Port(providers._mailPort).Build(), services);
        providers._listener.Prefixes.Add($"http://127.0.0.1:{providers._httpPort}/");
        providers._listener.Start();
        providers._running = Task.WhenAll(smtp.StartAsync(providers._stop.Token), providers.ServeAsync());
        await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        return providers;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        try
        {
            await _running.WaitAsync(Patience);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // A session may outlive the server's stop.
        }
    }

    void Count(string channel, string to) => Accepted.AddOrUpdate((channel, to), 1, (_, times) => times + 1);

    async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var message = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.InputStream);
            Count("whatsapp", message.GetProperty("to").GetString()!);
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(
                JsonSerializer.SerializeToUtf8Bytes(new { messages = new[] { new { id = $"wamid.{Guid.CreateVersion7():N}" } } }));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or JsonException or ObjectDisposedException)
        {
            // The sender was killed: what it had sent whole counts.
        }
    }

    sealed partial class Store : MessageStore
    {
        public Action<string> Taken { get; set; } = _ => { };

        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            Taken(To.Match(Encoding.UTF8.GetString(buffer)).Groups[1].Value);
            return Task.FromResult(SmtpResponse.Ok);
        }

        [GeneratedRegex(@"^To: .*?<([^>]+)>", RegexOptions.Multiline)]
        static partial Regex To { get; }
    }
}
