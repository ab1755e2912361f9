using System.Globalization;
using System.Text;
using Bits.Shared;

namespace Bits.Search.Text;

/// <summary>Latin letters without case and diacritics; what is not Latin stays, in lower case.</summary>
static class Latin
{
    /// <summary>The text with plain lower-case Latin letters.</summary>
    public static string Plain(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToLowerInvariant();

        var plain = new StringBuilder(text.Length);
        foreach (var rune in UnicodeText.Normalized(text, NormalizationForm.FormKD).EnumerateRunes())
            if (!IsDiacritic(rune))
                plain.Append(Letter(Rune.ToLowerInvariant(rune)));

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }

    // Combining marks of Latin, Greek and Cyrillic; those of other scripts are letters there.
    static bool IsDiacritic(Rune rune) =>
        rune.Value is >= 0x0300 and <= 0x036f or 0x200c or 0x200d or 0x00ad
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    static string Letter(Rune rune) => rune.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => rune.ToString(),
    };
}
