using System.Globalization;
using System.Text;

namespace Bits.Search.Text;

/// <summary>Scripts without spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese and related ones.
/// Indexes their letters in overlapping pairs, so that a word is found anywhere in a sentence.</summary>
static class UnsegmentedScript
{
    const char KhmerCoeng = '\u17d2';
    const char MyanmarVirama = '\u1039';

    /// <summary>Returns whether a character is a letter of these scripts.</summary>
    public static bool Has(string text, int at) =>
        Rune.TryGetRuneAt(text, at, out var rune) && IsOfBlocks(rune.Value) && Rune.IsLetter(rune);

    /// <summary>Returns the end of the letter that begins here, with its marks and subjoined letters.</summary>
    public static int EndOfLetter(string text, int at)
    {
        for (at += Units(text, at); at < text.Length; at += Units(text, at))
            if (!IsMark(text[at]) && !(text[at - 1] is KhmerCoeng or MyanmarVirama && Has(text, at)))
                break;

        return at;
    }

    static int Units(string text, int at) => char.IsSurrogatePair(text, at) ? 2 : 1;

    static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    static bool IsOfBlocks(int code) => code is
        (>= 0x0e00 and <= 0x0eff) // Thai, Lao
        or (>= 0x1000 and <= 0x109f) or (>= 0xa9e0 and <= 0xa9ff) or (>= 0xaa60 and <= 0xaa7f) // Myanmar
        or (>= 0x1780 and <= 0x17ff) or (>= 0x1950 and <= 0x19df) or (>= 0x1a20 and <= 0x1aaf) // Khmer, Tai
        or (>= 0x3005 and <= 0x3007) or (>= 0x3040 and <= 0x312f) or (>= 0x31f0 and <= 0x31ff) // kana, Bopomofo
        or (>= 0x3400 and <= 0x4dbf) or (>= 0x4e00 and <= 0x9fff) or (>= 0xf900 and <= 0xfaff) // Han
        or (>= 0x1b000 and <= 0x1b16f) or (>= 0x20000 and <= 0x3ffff);
}
