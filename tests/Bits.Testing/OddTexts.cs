using System.Globalization;
using System.Text;

namespace Bits.Testing;

/// <summary>Texts that people and attackers write: all of them valid Unicode, few of them plain.</summary>
public static class OddTexts
{
    // Where code points come from that programs stumble over: letters beyond 16 bits, marks, joiners, emoji, controls, the
    // places that Unicode keeps empty.
    static readonly (int First, int Last)[] Blocks =
    [
        (0x20, 0x7e), (0x20, 0x7e), (0x01, 0x1f), (0x80, 0xa0), (0xc0, 0x24f), (0x300, 0x36f), (0x590, 0x6ff), (0x900, 0xdff),
        (0x1100, 0x11ff), (0x1e00, 0x1fff), (0x2000, 0x206f), (0x2070, 0x214f), (0x3000, 0x30ff), (0x4e00, 0x9fff),
        (0xe000, 0xe010), (0xfb00, 0xfdff), (0xfe00, 0xfe0f), (0xfeff, 0xfeff), (0xff01, 0xffff), (0x10400, 0x1044f),
        (0x11300, 0x114ff), (0x1d400, 0x1d7ff), (0x1f1e6, 0x1f1ff), (0x1f300, 0x1f6ff), (0x1f3fb, 0x1f3ff), (0x1f900, 0x1faff),
        (0x20000, 0x200ff), (0xe0001, 0xe007f), (0xe0100, 0xe01ef), (0x10fff0, 0x10ffff),
    ];

    /// <summary>What is always tried.</summary>
    public static IReadOnlyList<string> Fixed { get; } =
    [
        "Thanks 👍🏽 all", "👍🏽👍🏽👍🏽", "👨‍👩‍👧‍👦 day", "🇮🇳🇳🇵🇧🇹 meet", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 run", "❤️‍🔥", "1️⃣ 2️⃣", "rowing👍at six", "👍rowing",
        "𠮷野家 東京", "𝒽𝓮𝓁𝓁𝑜 world", "𝟙𝟚𝟛", "𐐨𐐩𐐪𐐫 deseret", "e\u0301te\u0301 cafe\u0301", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!", "\u0301\u0302\u0303",
        "क्\u200dष नमस्ते", "می\u200cخواهم", "مرحبا بالعالم", "שלום עולם", "ﷺﷺﷺ", "İstanbul ISPARTA ı", "ẞtraße ﬃ ǅ", "สวัสดีชาวโลก", "각 한글",
        "\ufffe", "a\ufffeb", "\uffff tail", "\U0001fffe", "\U0010ffff", "\ufdd0", "\ue000", "\u0378\u0379", "\ufffd", "\ufffd 👍", "𝕏\ufffd",
        "\u0001\u0002", "a\u001fb", "\u007f", "\u0085", "a\u2028b\u2029c", "line\r\nline\n\n\tline", "a\0b", "\0",
        "\u202eevil", "a \u2066b\u2069 c", "\u200b", "\u200b\u200c\u200d\u2060\ufeff", "\u3164", "\u2800", "\ufeffbegins", "soft\u00adhyphen",
        "", " ", "\u00a0\u3000", "-", "--", "\"", "\"\"", "'", "\\", "\\\\", "a\\'b", "'; drop table posts_post; --", "$1 $$ %s {0} {{",
        "& | ! <-> () : * 'x':*A", "a:b:*", "<b>bold</b> &amp;", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"a\":1e400000}", "{\"a\":\"👍\"}",
        "{}", "[[[[", "null", "../../etc/passwd", "%00%f0%9f", "C:\\x", "+", "#", "c++ c# .net at&t", "3.14 1,000 +91-98765", "or OR |", "-rowing",
        Repeated("a", 200), Repeated("a", 201), Repeated("a", 3_000), Repeated("🙂", 60), Repeated("🙂", 130), Repeated("🙂", 260),
        Repeated("🙂", 501), Repeated("🙂", 1_001), Repeated("𠮷", 3_000), Repeated("ﷺ", 250), Repeated("ﷺ ", 3_000), Repeated("a\u0301", 1_500),
        Repeated("\u0301", 500), Repeated("क्", 2_000), Repeated("👍🏽", 4_000), Repeated("\u00df", 5_000), Repeated("x ", 5_000), Repeated("東", 9_999),
        "a" + Repeated("🙂", 5_000), Repeated("İ", 254), Repeated("a", 100_001), Repeated("👨‍👩‍👧‍👦", 20_000),
    ];

    /// <summary>So many more, by a seed.</summary>
    public static IEnumerable<string> Random(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
            yield return One(random);
    }

    // A letter may be cut that is longer than any real one.
    const int MaxLetter = 64;

    /// <summary>The letters of a text as a reader sees them; of one that is too long to be one, its characters.</summary>
    public static IReadOnlyList<string> Letters(string text)
    {
        var letters = StringInfo.GetTextElementEnumerator(text);
        var found = new List<string>();
        while (letters.MoveNext())
            if (letters.GetTextElement() is { Length: < MaxLetter } letter)
                found.Add(letter);
            else
                found.AddRange(letters.GetTextElement().EnumerateRunes().Select(rune => rune.ToString()));

        return found;
    }

    /// <summary>Whether a part of a text begins and ends between two letters of it.</summary>
    public static bool IsUnbroken(string part, string text)
    {
        var (borders, end) = (new HashSet<int> { 0 }, 0);
        foreach (var letter in Letters(text))
            borders.Add(end += letter.Length);
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0 && at < text.Length;
             at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
            if (borders.Contains(at) && borders.Contains(at + part.Length))
                return true;

        return part.Length == 0;
    }

    static string One(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, random.Next(8) == 0 ? 400 : 24); i > 0; i--)
        {
            var (first, last) = Blocks[random.Next(Blocks.Length)];
            for (var run = random.Next(1, 5); run > 0; run--)
                text.Append(new Rune(random.Next(first, last + 1)).ToString());
            if (random.Next(4) == 0)
                text.Append(' ');
        }

        return text.ToString();
    }

    static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
