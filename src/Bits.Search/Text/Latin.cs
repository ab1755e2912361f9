using System.Globalization;
using System.Text;

namespace Bits.Search.Text;

/// <summary>Folds Latin, Greek and Cyrillic letters to forms without case and diacritics; other letters only to lower
/// case.</summary>
static class Latin
{
    const int Known = 0x2000; // nothing beyond has diacritics in NFKC

    static readonly string?[] Letters = new string?[Known]; // filled on demand; every thread writes the same value

    /// <summary>Returns the folded form of a character in NFKC; empty for a mark that words do not need.</summary>
    public static string Fold(Rune rune) => rune.Value < Known
        ? Letters[rune.Value] ??= Make(rune)
        : IsDropped(rune) ? "" : Lower(rune);

    static string Make(Rune rune)
    {
        if (IsDropped(rune))
            return "";

        var plain = new StringBuilder();
        var (decomposed, hadMark) = (rune.ToString().Normalize(NormalizationForm.FormD), false);
        foreach (var part in decomposed.EnumerateRunes())
            if (IsDiacritic(part))
                hadMark = true;
            else
                plain.Append(Lower(part));

        return hadMark ? plain.ToString() : Lower(rune);
    }

    static string Lower(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber
            ? ((char)('0' + (int)Rune.GetNumericValue(rune))).ToString()
            : Letter(Rune.ToLowerInvariant(rune));

    // Combining marks of Latin, Greek and Cyrillic, and signs that select a glyph shape. Marks of other scripts are letters.
    static bool IsDropped(Rune rune) => IsDiacritic(rune)
        || rune.Value is (>= 0xfe00 and <= 0xfe0f) or (>= 0xe0100 and <= 0xe01ef)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    static bool IsDiacritic(Rune rune) => rune.Value is >= 0x0300 and <= 0x036f;

    static string Letter(Rune rune) => rune.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => rune.ToString(),
    };
}
