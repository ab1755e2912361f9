using System.Globalization;

namespace Bits.Search.Text;

/// <summary>The letters of the scripts of India and Sri Lanka: their kinds and their Latin transliteration.</summary>
/// <remarks>Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada and Malayalam share one layout: a
/// letter has the same offset in each block of 128 (The Unicode Standard, chapter 12). <see cref="Additions"/> lists
/// the exceptions of a block; Sinhala has its own layout.</remarks>
static class IndicLetters
{
    /// <summary>The first character of these blocks.</summary>
    public const char First = '\u0900';

    /// <summary>The last character of these blocks.</summary>
    public const char Last = '\u0dff';

    /// <summary>The first block whose words keep their final vowel.</summary>
    public const char FirstSouthern = '\u0b80';

    const char FirstSinhala = '\u0d80';
    const int BlockSize = 0x80;
    const int Nukta = 0x3c;

    // From 0x05: independent vowels. From 0x15: consonants. From 0x3e: vowel signs.
    static readonly string[] Vowels = "a a i i u u ri li e e e ai o o o au".Split(' ');

    static readonly string[] Consonants =
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l zh v sh sh s h".Split(' ');

    static readonly string[] Signs = "a i i u u ri ri e e e ai o o o au".Split(' ');

    // From 0x05, from 0x1a and from 0x4f of Sinhala; - is an offset without a letter.
    static readonly string[] SinhalaVowels = "a a e e i i u u ri ri li li e e ai o o au".Split(' ');

    static readonly string[] SinhalaConsonants =
        "k kh g gh n ng ch chh j jh n gn nj t th d dh n nd t th d dh n - nd p ph b bh m mb y r - l - - v sh sh s h l f".Split(' ');

    static readonly string[] SinhalaSigns = "a e e i i u - u - ri e e ai o o au li".Split(' ');

    static readonly IndicLetter[] Letters = [.. Enumerable.Range(First, Last - First + 1).Select(code => Make((char)code))];

    /// <summary>Returns the letter of a character in these blocks.</summary>
    public static IndicLetter Read(char c) => Letters[c - First];

    /// <summary>Returns a consonant's sound with the nukta that may follow it.</summary>
    public static string WithNukta(string consonant, string text, int at) =>
        at + 1 == text.Length || text[at + 1] is < First or >= FirstSinhala || text[at + 1] % BlockSize != Nukta
            ? consonant
            : (consonant, text[at]) switch
            {
                ("d", _) => "r",
                ("dh", _) => "rh",
                ("s", 'ਸ') => "sh",
                _ => consonant, // ज़ is as often written without the nukta
            };

    static IndicLetter Make(char c) => Additions(c) ?? (c < FirstSinhala ? Common(c) : Sinhala(c)) ?? Unknown(c);

    static IndicLetter? Common(char c) => (c % BlockSize) switch
    {
        0x00 or 0x01 => new(IndicKind.Dead, "n"),
        0x02 => new(IndicKind.Nasal, "n"),
        0x03 => new(IndicKind.Dead, "h"),
        0x05 => new(IndicKind.Carrier, "a"),
        > 0x05 and <= 0x14 and var vowel => new(IndicKind.Vowel, Vowels[vowel - 0x05]),
        >= 0x15 and <= 0x39 and var consonant => new(IndicKind.Consonant, Consonants[consonant - 0x15]),
        0x3d => new(IndicKind.Avagraha, "a"),
        >= 0x3e and <= 0x4c and var sign => new(IndicKind.Sign, Signs[sign - 0x3e]),
        0x4d => new(IndicKind.Virama, ""),
        0x50 => new(IndicKind.Vowel, "om"),
        0x57 => new(IndicKind.Sign, "au"),
        0x60 => new(IndicKind.Vowel, "ri"),
        0x61 => new(IndicKind.Vowel, "li"),
        0x62 or 0x63 => new(IndicKind.Sign, "li"),
        >= 0x66 and <= 0x6f and var digit => new(IndicKind.Other, Digit(digit - 0x66)),
        _ => null,
    };

    static IndicLetter? Sinhala(char c) => (c % BlockSize) switch
    {
        0x01 => new(IndicKind.Dead, "n"),
        0x02 => new(IndicKind.Nasal, "n"),
        0x03 => new(IndicKind.Dead, "h"),
        0x05 => new(IndicKind.Carrier, "a"),
        > 0x05 and <= 0x16 and var vowel => new(IndicKind.Vowel, SinhalaVowels[vowel - 0x05]),
        >= 0x1a and <= 0x46 and var at when SinhalaConsonants[at - 0x1a] is not "-" and var consonant => new(IndicKind.Consonant, consonant),
        0x4a => new(IndicKind.Virama, ""),
        >= 0x4f and <= 0x5f and var at when SinhalaSigns[at - 0x4f] is not "-" and var sign => new(IndicKind.Sign, sign),
        >= 0x66 and <= 0x6f and var digit => new(IndicKind.Other, Digit(digit - 0x66)),
        0x72 => new(IndicKind.Sign, "ri"),
        0x73 => new(IndicKind.Sign, "li"),
        _ => null,
    };

    // An unlisted letter stays, a mark adds nothing, other characters separate words.
    static IndicLetter Unknown(char c) =>
        char.IsLetter(c) ? new(IndicKind.Vowel, c.ToString())
        : char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark ? new(IndicKind.Nothing, "")
        : new(IndicKind.Other, " ");

    static string Digit(int value) => ((char)('0' + value)).ToString();

    // The letters of a script outside of the common layout.
    static IndicLetter? Additions(char c) => c switch
    {
        'ऄ' or 'ॲ' => new(IndicKind.Vowel, "a"),
        '\u093a' or '\u093b' => new(IndicKind.Sign, "o"),
        '\u094e' or '\u0955' => new(IndicKind.Sign, "e"),
        '\u094f' => new(IndicKind.Sign, "au"),
        '\u0956' or '\u0957' => new(IndicKind.Sign, "u"),
        'ॳ' or 'ॴ' => new(IndicKind.Vowel, "o"),
        'ॵ' => new(IndicKind.Vowel, "au"),
        'ॶ' or 'ॷ' => new(IndicKind.Vowel, "u"),
        'ॸ' or 'ॾ' => new(IndicKind.Consonant, "d"),
        'ॹ' or 'ૹ' or 'ఴ' or 'ೞ' => new(IndicKind.Consonant, "zh"),
        'ॺ' or 'ୟ' => new(IndicKind.Consonant, "y"),
        'ॻ' => new(IndicKind.Consonant, "g"),
        'ॼ' => new(IndicKind.Consonant, "j"),
        'ॿ' => new(IndicKind.Consonant, "b"),
        'ৎ' => new(IndicKind.Dead, "t"),
        'ৰ' or 'ੜ' => new(IndicKind.Consonant, "r"),
        'ৱ' or 'ୱ' => new(IndicKind.Consonant, "v"),
        'ৼ' or 'ൺ' or 'ൻ' or 'ౝ' or 'ೝ' or '\u0c04' or 'ഄ' or '\u0cf3' => new(IndicKind.Dead, "n"),
        '\u0a70' => new(IndicKind.Nasal, "n"),
        '\u0a71' => new(IndicKind.Doubling, ""),
        'ੲ' => new(IndicKind.Carrier, "i"),
        'ੳ' => new(IndicKind.Carrier, "u"),
        'ੴ' => new(IndicKind.Vowel, "ekonkar"),
        '\u0a75' => new(IndicKind.Dead, "y"),
        'ౘ' => new(IndicKind.Consonant, "ts"),
        'ౙ' => new(IndicKind.Consonant, "dz"),
        'ౚ' => new(IndicKind.Consonant, "r"),
        'ೱ' or 'ೲ' => new(IndicKind.Dead, "h"),
        'ഩ' => new(IndicKind.Consonant, "n"),
        'ഺ' => new(IndicKind.Consonant, "t"),
        '\u0d3b' or '\u0d3c' => new(IndicKind.Virama, ""),
        'ൎ' or 'ർ' => new(IndicKind.Dead, "r"),
        'ൔ' => new(IndicKind.Dead, "m"),
        'ൕ' => new(IndicKind.Dead, "y"),
        'ൖ' => new(IndicKind.Dead, "zh"),
        'ൟ' => new(IndicKind.Vowel, "i"),
        'ൽ' or 'ൾ' => new(IndicKind.Dead, "l"),
        'ൿ' => new(IndicKind.Dead, "k"),
        _ => null,
    };
}

/// <summary>A character of a script of India or Sri Lanka.</summary>
readonly record struct IndicLetter(IndicKind Kind, string Latin);

/// <summary>Lists the roles of a character in its syllable.</summary>
enum IndicKind
{
    /// <summary>A digit, or not a letter.</summary>
    Other,

    /// <summary>An independent vowel.</summary>
    Vowel,

    /// <summary>An independent vowel that also carries signs.</summary>
    Carrier,

    /// <summary>A consonant with an inherent a unless a sign follows.</summary>
    Consonant,

    /// <summary>A consonant without a vowel: visarga, chillu, khanda ta.</summary>
    Dead,

    /// <summary>A nasal that assimilates to the next consonant: anusvara, tippi.</summary>
    Nasal,

    /// <summary>A sign for the vowel of the consonant before it.</summary>
    Sign,

    /// <summary>A sign that removes the vowel.</summary>
    Virama,

    /// <summary>A sign for an elided a; written only at the start of a word.</summary>
    Avagraha,

    /// <summary>A sign that doubles the next consonant: addak.</summary>
    Doubling,

    /// <summary>A character that adds no letters: nukta, stress marks.</summary>
    Nothing,
}
