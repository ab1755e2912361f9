using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bits.Jobs;

/// <summary>Checks whether Postgres can store JSON as <c>jsonb</c>.</summary>
static class JobPayload
{
    /// <summary>Tells whether the JSON contains the character NUL: the escape <c>\u0000</c> behind an even number of
    /// backslashes. Behind an odd number it is plain text.</summary>
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

    /// <summary>Checks a payload that an operator gives.</summary>
    /// <exception cref="ArgumentException">The table would refuse the payload; the message says why.</exception>
    public static string Checked(string payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        try
        {
            using var json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidArgumentException(nameof(payload), "is not a JSON object; write {…}.");
        }
        catch (JsonException e)
        {
            throw new InvalidArgumentException(nameof(payload), $"is not JSON: {e.Message}");
        }

        var bytes = Encoding.UTF8.GetBytes(payload);
        if (bytes.Length > JobQueue.MaxPayloadBytes)
            throw new InvalidArgumentException(
                nameof(payload), $"has more than {JobQueue.MaxPayloadBytes} bytes. Shorten it.");
        if (Problem(bytes) is { } problem)
            throw new InvalidArgumentException(nameof(payload), $"{problem}, which Postgres cannot store. Remove it.");

        return payload;
    }

    /// <summary>Names what well-formed JSON contains that a <c>jsonb</c> cannot; null if there is nothing.</summary>
    public static string? Problem(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                && TextProblem(ref reader) is { } problem)
                return problem;
            else if (reader.TokenType == JsonTokenType.Number && !IsNumeric(reader.ValueSpan))
                return "contains a number of more than 9,999 digits";

        return null;
    }

    static string? TextProblem(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return null;

        try
        {
            return reader.GetString()!.Contains('\0', StringComparison.Ordinal) ? "contains a NUL character" : null;
        }
        catch (InvalidOperationException) // half of a surrogate pair, written as \u escape
        {
            return "contains half of a character";
        }
    }

    // A numeric stores 131,072 digits before the point and 16,383 after it; a lower limit is easy to check.
    static bool IsNumeric(ReadOnlySpan<byte> number)
    {
        const int maxDigits = 9_999;
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var exponent = exponentAt < 0 ? "0"u8 : number[(exponentAt + 1)..].TrimStart((byte)'+');

        return int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
            && Math.Abs((long)power) + (exponentAt < 0 ? number.Length : exponentAt) <= maxDigits;
    }
}
