namespace Bits.Search.Text;

/// <summary>Signs that mean the same: what keyboards, and phones on their own, write for a quote, a minus and an apostrophe.
/// </summary>
static class Signs
{
    const string Apostrophes = "'`´‘’‛ʹʻʼʽˈ′‵ʾʿ＇｀Ꞌꞌ՚";
    const string Quotes = "\"“”„‟«»‹›＂〝〞〟❝❞「」『』";
    const string Hyphens = "-‐‑‒–−﹣－\u200c";
    const string Dashes = "-‐‑‒–—―−﹘﹣－";

    /// <summary>Whether it looks like an apostrophe.</summary>
    public static bool IsApostrophe(char c) => Apostrophes.Contains(c, StringComparison.Ordinal);

    /// <summary>Whether it begins or ends a quotation.</summary>
    public static bool IsQuote(char c) => Quotes.Contains(c, StringComparison.Ordinal);

    /// <summary>Whether it is a minus, where it stands before a word.</summary>
    public static bool IsDash(char c) => Dashes.Contains(c, StringComparison.Ordinal);

    /// <summary>Whether it joins words: a hyphen, what phones write for one, and what Persian puts before an ending.</summary>
    public static bool IsHyphen(char c) => Hyphens.Contains(c, StringComparison.Ordinal);

    /// <summary>Whether it begins a quotation in single quotes, where one ends it; else it is an apostrophe.</summary>
    public static bool IsSingleQuote(char c) => c is '‘' or '‚' or '‛';

    /// <summary>The text with one sign for every apostrophe.</summary>
    public static string WithPlainApostrophes(string text) =>
        text.AsSpan().IndexOfAny(OddApostrophes) < 0 ? text : string.Create(text.Length, text, static (plain, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                plain[i] = IsApostrophe(from[i]) ? '\'' : from[i];
        });

    static readonly System.Buffers.SearchValues<char> OddApostrophes = System.Buffers.SearchValues.Create(Apostrophes.AsSpan(1));
}
