using System.Globalization;
using System.Text;

namespace Bits.Platform.Texts;

/// <summary>Classifies characters by their visible effect.</summary>
static class Characters
{
    /// <summary>Returns whether a character is visible by itself.</summary>
    public static bool IsVisible(Rune rune) => !IsFiller(rune) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.Surrogate);

    /// <summary>Returns whether a character is a mark on the previous letter.</summary>
    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Returns whether a character selects the form of the previous one.</summary>
    public static bool IsVariation(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
        or (>= 0x180B and <= 0x180D);

    /// <summary>Returns whether a character is a letter of a region in a flag.</summary>
    public static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007F;

    /// <summary>Returns whether a character removes the vowel of an Indic letter: a joiner after it selects the form.</summary>
    public static bool IsVirama(Rune rune) =>
        rune.Value is 0x0DCA || (rune.Value is >= 0x0900 and <= 0x0D7F && (rune.Value & 0x7F) == 0x4D);

    /// <summary>Returns whether a character changes the text direction until it is closed.</summary>
    public static bool IsTurning(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    // Invisible letters and signs, characters that Unicode reserves for such, and noncharacters.
    static bool IsFiller(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x1D159 or 0x2065
        or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF) or (>= 0xFDD0 and <= 0xFDEF)
        || (rune.Value & 0xFFFE) == 0xFFFE;
}
