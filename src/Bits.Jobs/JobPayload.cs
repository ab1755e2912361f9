using System.Text;
using System.Text.Json;

namespace Bits.Jobs;

/// <summary>What Postgres can and cannot keep as <c>jsonb</c>.</summary>
static class JobPayload
{
    /// <summary>Whether the JSON writes the character NUL: the escape <c>\u0000</c> behind an even number of
    /// backslashes; behind an odd number it is plain text.</summary>
    public static bool ContainsNul(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf("\\u0000"u8)) >= 0; json = json[(at + 6)..])
        {
            var backslashesBefore = at - (json[..at].LastIndexOfAnyExcept((byte)'\\') + 1);
            if (backslashesBefore % 2 == 0)
                return true;
        }

        return false;
    }

    /// <summary>A payload that somebody wrote by hand.</summary>
    /// <exception cref="ArgumentException">The table would not take it; the message says why.</exception>
    public static string Checked(string payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        try
        {
            using var json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new ArgumentException("payload: is no JSON object; write {…}.", nameof(payload));
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"payload: is no JSON: {e.Message}", nameof(payload));
        }

        var bytes = Encoding.UTF8.GetBytes(payload);
        if (bytes.Length > JobQueue.MaxPayloadBytes || ContainsNul(bytes))
            throw new ArgumentException(
                $"payload: has more than {JobQueue.MaxPayloadBytes} bytes, or the character NUL; keep it shorter, without NUL.",
                nameof(payload));

        return payload;
    }
}
