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
}
