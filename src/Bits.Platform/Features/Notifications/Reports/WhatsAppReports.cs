using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bits.Platform.Features.Notifications.Channels.WhatsApp;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Reports;

/// <summary>Reads the reports of the WhatsApp Cloud API, as the provider documents them under "Webhooks, messages, statuses".
/// </summary>
public sealed class WhatsAppReports(IOptions<WhatsAppOptions> options)
{
    /// <summary>The name of the channel.</summary>
    public const string Channel = WhatsAppChannel.ChannelName;

    const string Prefix = "sha256=";

    /// <summary>Returns whether a word is the one by which the provider proves that it asks for this webhook.</summary>
    public bool IsVerifyToken(string? word) => options.Value.VerifyToken.Length > 0 && word is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(word), Encoding.UTF8.GetBytes(options.Value.VerifyToken));

    /// <summary>Returns whether a request is from the provider.</summary>
    /// <param name="signature">The header <c>X-Hub-Signature-256</c>.</param>
    /// <param name="body">The body as it came.</param>
    /// <remarks>The provider signs no time. A request that is sent again changes nothing: states only move forward.</remarks>
    public bool IsGenuine(string? signature, ReadOnlySpan<byte> body)
    {
        if (options.Value.AppSecret.Length == 0 || signature is null || !signature.StartsWith(Prefix, StringComparison.Ordinal)
            || signature.Length != Prefix.Length + (2 * HMACSHA256.HashSizeInBytes))
            return false;

        var given = new byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(signature.AsSpan(Prefix.Length), given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(
                given, HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Value.AppSecret), body));
    }

    /// <summary>Returns the reports of a body.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static IReadOnlyList<DeliveryReport> Read(ReadOnlySpan<byte> body) =>
    [
        .. from entry in JsonSerializer.Deserialize<Envelope>(body, Json)?.Entry ?? []
           from change in entry.Changes ?? []
           from status in change.Value?.Statuses ?? []
           let report = Report(status)
           where report is not null
           select report,
    ];

    static DeliveryReport? Report(Status status)
    {
        ReportedState? state = status.State switch
        {
            "sent" => ReportedState.Sent,
            "delivered" => ReportedState.Delivered,
            "read" => ReportedState.Read,
            "failed" when status.Errors is [{ Code: WhatsAppErrors.NotOnWhatsApp }, ..] => ReportedState.Bounced,
            "failed" when status.Errors is [{ Code: WhatsAppErrors.OptedOut }, ..] => ReportedState.Complained,
            "failed" => ReportedState.Failed,
            _ => null,
        };
        if (status.Id is not { Length: > 0 } id || state is not { } known)
            return null;

        var error = status.Errors is [var first, ..]
            ? string.Create(CultureInfo.InvariantCulture, $"{first.Code}: {first.Title}")
            : null;
        return new(status.BizOpaqueCallbackData is { Length: > 0 } own ? [own, id] : [id], known, error);
    }

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    sealed record Envelope(IReadOnlyList<Entry>? Entry);

    sealed record Entry(IReadOnlyList<Change>? Changes);

    sealed record Change(Value? Value);

    sealed record Value(IReadOnlyList<Status>? Statuses);

    sealed record Status(
        string? Id, string? BizOpaqueCallbackData,
        [property: System.Text.Json.Serialization.JsonPropertyName("status")] string? State, IReadOnlyList<Error>? Errors);

    sealed record Error(int Code, string? Title);
}
