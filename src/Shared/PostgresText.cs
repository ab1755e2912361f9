using System.Text;

namespace Bits.Shared;

/// <summary>Makes any text storable in Postgres, so that an invalid text cannot fail its writer's transaction.</summary>
static class PostgresText
{
    /// <summary>Removes NUL and half characters, and cuts the text between two letters within
    /// <paramref name="maxBytes"/> bytes of UTF-8.</summary>
    public static string Cleaned(string text, int maxBytes)
    {
        var clean = IsClean(text) ? text : Replaced(text);

        return Encoding.UTF8.GetByteCount(clean) <= maxBytes ? clean : UnicodeText.Beginning(clean, Units(clean, maxBytes));
    }

    static bool IsClean(string text) => !text.AsSpan().Contains('\0') && UnicodeText.IsWhole(text);

    static string Replaced(string text)
    {
        var replaced = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // half a character becomes U+FFFD
            replaced.Append(rune.Value == 0 ? " " : rune.ToString());

        return replaced.ToString();
    }

    // Returns the length of the longest start within so many bytes.
    static int Units(string text, int maxBytes)
    {
        var (units, bytes) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;

            units += rune.Utf16SequenceLength;
        }

        return units;
    }
}
