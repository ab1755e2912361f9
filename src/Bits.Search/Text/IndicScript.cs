using System.Text;

namespace Bits.Search.Text;

/// <summary>Writes the nine Indic scripts of Unicode that share the layout of ISCII in Latin letters, as names are
/// written in India: <c>वेंकटरामन</c> becomes <c>venkataraman</c>.</summary>
/// <remarks>One table serves Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada and Malayalam: a
/// letter has the same place in each block of 128 (The Unicode Standard, chapter 12).</remarks>
static class IndicScript
{
    const char First = '\u0900';
    const char Last = '\u0d7f';
    const int Virama = 0x4d;

    // From 0x05: independent vowels. From 0x15: consonants. From 0x3e: vowel signs. A blank is a place without a letter.
    static readonly string[] Vowels =
        "a a i i u u ri li e e e ai o o o au".Split(' ');

    static readonly string[] Consonants =
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l zh v sh sh s h".Split(' ');

    static readonly string[] Signs = "a i i u u ri ri e e e ai o o o au".Split(' ');

    /// <summary>The text with its Indic words in Latin letters; all else as it is.</summary>
    public static string ToLatin(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(First, Last))
            return text;

        var latin = new StringBuilder(text.Length * 2);
        var (previous, beforeIt) = (Kind.Other, Kind.Other);
        for (var i = 0; i < text.Length; i++)
        {
            var (kind, letters) = Read(text[i]);
            if (previous == Kind.Consonant && NeedsVowel(kind, beforeIt, script: text[i - 1]))
                latin.Append('a');
            latin.Append(letters);
            (beforeIt, previous) = (previous, kind);
        }

        if (previous == Kind.Consonant && NeedsVowel(Kind.Other, beforeIt, text[^1]))
            latin.Append('a');
        return latin.ToString();
    }

    // A consonant is spoken with an a. The northern languages drop it at the end of a word, but not behind a cluster.
    static bool NeedsVowel(Kind next, Kind beforeConsonant, char script) => next switch
    {
        Kind.Sign or Kind.Virama => false,
        Kind.Other => beforeConsonant == Kind.Virama || script >= '\u0b80',
        _ => true,
    };

    static (Kind, string) Read(char c)
    {
        if (c is < First or > Last)
            return (Kind.Other, c.ToString());

        return (c & 0x7f) switch
        {
            0x01 or 0x02 => (Kind.Consonant2, "n"),
            0x03 => (Kind.Consonant2, "h"),
            >= 0x05 and <= 0x14 and var v => (Kind.Vowel, Vowels[v - 0x05]),
            >= 0x15 and <= 0x39 and var k => (Kind.Consonant, Consonants[k - 0x15]),
            0x3c or 0x3d => (Kind.Virama, ""), // nukta and avagraha change no letter here
            >= 0x3e and <= 0x4c and var s => (Kind.Sign, Signs[s - 0x3e]),
            Virama => (Kind.Virama, ""),
            >= 0x66 and <= 0x6f and var d => (Kind.Other, ((char)('0' + d - 0x66)).ToString()),
            _ => (Kind.Other, " "),
        };
    }

    enum Kind
    {
        Other,
        Vowel,
        Consonant,
        Consonant2, // spoken without an a: anusvara, visarga
        Sign,
        Virama,
    }
}
