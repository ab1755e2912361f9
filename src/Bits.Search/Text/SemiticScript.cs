using System.Globalization;

namespace Bits.Search.Text;

/// <summary>Folds Arabic, Persian, Urdu and Hebrew letters to one form: no points, no tatweel, and one letter for those
/// that keyboards and habits interchange.</summary>
/// <remarks>Keeps letters that distinguish words, such as ے and ی in Urdu.</remarks>
static class SemiticScript
{
    const char Tatweel = '\u0640';
    const char HighHamza = '\u0674';
    const char Geresh = '\u05f3';
    const char Gershayim = '\u05f4';
    const int MaxMarks = 32; // on a letter; a longer run is not searched for its letter

    /// <summary>Returns whether a character belongs to these scripts.</summary>
    public static bool Has(char c) => c is (>= '\u0590' and <= '\u06ff') or (>= '\u0750' and <= '\u077f') or (>= '\u0870' and <= '\u08ff');

    /// <summary>Returns whether a character is a letter of Arabic script.</summary>
    public static bool IsArabicLetter(char c) => c >= '\u0600' && Has(c) && char.IsLetter(c);

    /// <summary>Returns whether a quote here marks a Hebrew abbreviation.</summary>
    public static bool IsInAbbreviation(string text, int at) =>
        at > 0 && at + 1 < text.Length && IsHebrewLetter(text[at - 1]) && IsHebrewLetter(text[at + 1]);

    /// <summary>Returns the folded form of a character; empty for a sign that words do not need.</summary>
    /// <param name="text">The text, in NFKC.</param>
    /// <param name="at">The position of the character.</param>
    public static string Fold(string text, int at) => text[at] switch
    {
        Geresh or Gershayim => at > 0 && IsHebrewLetter(text[at - 1]) ? "" : " ",
        var c when IsOptional(c) => IsBesideLetter(text, at) ? "" : c.ToString(),
        var c => Pair(c) ?? Letter(c).ToString(),
    };

    // Harakat, niqqud and cantillation; superscript letters; tatweel.
    static bool IsOptional(char c) =>
        c is Tatweel or HighHamza or '\u06e5' or '\u06e6' || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    static bool IsBesideLetter(string text, int at)
    {
        var (first, last) = (at, at);
        while (first > Math.Max(0, at - MaxMarks) && Has(text[first]) && IsOptional(text[first]))
            first--;
        while (last < Math.Min(text.Length - 1, at + MaxMarks) && Has(text[last]) && IsOptional(text[last]))
            last++;

        return IsLetter(text[first]) || IsLetter(text[last]);
    }

    static bool IsLetter(char c) => char.IsLetter(c) && !(Has(c) && IsOptional(c));

    static bool IsHebrewLetter(char c) => c is >= 'א' and <= 'ת' or (>= '\u05ef' and <= '\u05f2') or (>= '\ufb1d' and <= '\ufb4f')
        || (c is >= '\u0591' and <= '\u05c7' && IsOptional(c));

    static string? Pair(char c) => c switch
    {
        'װ' => "וו",
        'ױ' => "וי",
        'ײ' => "יי",
        _ => null,
    };

    static char Letter(char c) => c switch
    {
        'آ' or 'أ' or 'إ' or 'ٱ' or 'ٲ' or 'ٳ' or 'ٵ' => 'ا',
        'ؤ' or 'ٶ' => 'و',
        'ى' or 'ی' or 'ئ' or 'ٸ' => 'ي',
        'ک' or 'ڪ' or 'ػ' or 'ؼ' => 'ك',
        'ة' or 'ہ' or 'ۂ' or 'ۃ' or 'ۀ' or 'ە' => 'ه',
        'ۓ' => 'ے',
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        '\u05be' => '-', // maqaf
        '،' or '٬' => ',',
        '٫' => '.',
        _ => char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c,
    };
}
