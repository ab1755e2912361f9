using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Channels.WhatsApp;

/// <summary>Calls the WhatsApp Cloud API: one template message to one number.</summary>
/// <remarks>Message and error formats as the provider documents them under "Cloud API, Messages" and "Cloud API, Error
/// codes". Decides by the code of an error, as the provider recommends, not by its text.</remarks>
sealed partial class WhatsAppClient(HttpClient http, IOptions<WhatsAppOptions> options)
{
    /// <summary>Sends a message. Returns a result for every failure of the provider or the network; never throws for
    /// one.</summary>
    public async Task<SendResult> SendAsync(string messageId, string phone, string title, string body, Language language)
    {
        try
        {
            using var request = Compose(messageId, phone, title, body, language);
            using var response = await http.SendAsync(request);
            return await ReadAsync(response);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new SendResult.NotNow(TimeSpan.FromSeconds(30), $"not reached: {e.Message}");
        }
        catch (HttpRequestException e)
        {
            return new SendResult.Unknown($"the answer was lost: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return new SendResult.Unknown($"no answer within {http.Timeout}");
        }
    }

    HttpRequestMessage Compose(string messageId, string phone, string title, string body, Language language)
    {
        var message = new
        {
            messaging_product = "whatsapp",
            recipient_type = "individual",
            to = phone,
            type = "template",
            biz_opaque_callback_data = messageId, // the reports name it, also one that comes before the answer
            template = new
            {
                name = options.Value.Template,
                language = new { code = options.Value.LanguageOf(language) },
                components = new[]
                {
                    new { type = "body", parameters = new[] { Parameter(title), Parameter(body) } },
                },
            },
        };

        return new(HttpMethod.Post, new Uri(options.Value.BaseAddress, $"{options.Value.PhoneNumberId}/messages"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", options.Value.AccessToken) },
            Content = JsonContent.Create(message),
        };
    }

    // The provider refuses parameters with line breaks, tabs or more than four blanks in a row.
    static object Parameter(string text) => new { type = "text", text = Blanks.Replace(text, " ").Trim() };

    static async Task<SendResult> ReadAsync(HttpResponseMessage response)
    {
        var answer = await ReadAnswerAsync(response);

        if (response.IsSuccessStatusCode)
            return answer?.Messages is [{ Id: { Length: > 0 } id }, ..]
                ? new SendResult.Accepted(id)
                : new SendResult.Unknown($"{(int)response.StatusCode} without a message id");
        if (answer?.Error is not { } error)
            return new SendResult.Unknown($"{(int)response.StatusCode} without the provider's error");

        var text = $"{error.Code}: {error.Details?.Details ?? error.Message} (trace {error.TraceId})";
        return WaitAfter(error.Code, response) is { } delay
            ? new SendResult.NotNow(delay, text)
            : new SendResult.Rejected(text, IsDeadAddress: error.Code is WhatsAppErrors.NotOnWhatsApp or WhatsAppErrors.OptedOut);
    }

    static async Task<Answer?> ReadAnswerAsync(HttpResponseMessage response)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<Answer>(AnswerJson);
        }
        catch (JsonException)
        {
            return null; // not the provider's error: an intermediate proxy
        }
    }

    // Returns the time to wait; null for a permanent error.
    static TimeSpan? WaitAfter(int code, HttpResponseMessage response)
    {
        TimeSpan? wait = code switch
        {
            131056 => TimeSpan.FromSeconds(10), // too many messages to this number
            4 or 80007 or 130429 or 131048 => TimeSpan.FromMinutes(1), // too many messages from this account or number
            1 or 2 or 131000 or 131016 or 133004 => TimeSpan.FromMinutes(1), // a failure at the provider
            0 or 3 or 10 or 190 or 368 or (>= 200 and <= 299) => TimeSpan.FromMinutes(15), // a failure of our account: an operator must fix it
            _ when (int)response.StatusCode is 429 or >= 500 => TimeSpan.FromMinutes(1),
            _ => null,
        };

        return wait is null ? null : response.Headers.RetryAfter?.Delta ?? wait;
    }

    static readonly JsonSerializerOptions AnswerJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [GeneratedRegex(@"\s+")]
    static partial Regex Blanks { get; }

    sealed record Answer(IReadOnlyList<Message>? Messages, Error? Error);

    sealed record Message(string Id);

    sealed record Error(
        int Code,
        string Message,
        [property: System.Text.Json.Serialization.JsonPropertyName("error_data")] ErrorDetails? Details,
        [property: System.Text.Json.Serialization.JsonPropertyName("fbtrace_id")] string? TraceId);

    sealed record ErrorDetails(string? Details);
}
