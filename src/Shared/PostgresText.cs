using System.Text;

namespace Bits.Shared;

/// <summary>Makes any text one that Postgres keeps, so that odd text cannot end its writer's transaction.</summary>
static class PostgresText
{
    /// <summary>The text without NUL and broken surrogates, cut at a character within <paramref name="maxBytes"/> bytes
    /// of UTF-8.</summary>
    public static string Cleaned(string text, int maxBytes)
    {
        if (IsClean(text) && Encoding.UTF8.GetByteCount(text) <= maxBytes)
            return text;

        var cleaned = new StringBuilder(Math.Min(text.Length, maxBytes));
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes()) // a broken surrogate comes as U+FFFD
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;

            cleaned.Append(rune.Value == 0 ? " " : rune.ToString());
        }

        return cleaned.ToString();
    }

    static bool IsClean(string text) =>
        !text.AsSpan().Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
}
