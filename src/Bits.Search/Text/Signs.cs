namespace Bits.Search.Text;

/// <summary>Equivalent signs: the variants that keyboards and phones write for a quote, a minus and an apostrophe.</summary>
static class Signs
{
    const string Apostrophes = "'`´‘’‛ʹʻʼʽˈ′‵ʾʿ＇｀Ꞌꞌ՚";
    const string Quotes = "\"“”„‟«»‹›＂〝〞〟❝❞「」『』";
    const string Hyphens = "-‐‑‒–−﹣－\u200c";
    const string Dashes = "-‐‑‒–—―−﹘﹣－";

    /// <summary>Returns whether a character looks like an apostrophe.</summary>
    public static bool IsApostrophe(char c) => Apostrophes.Contains(c, StringComparison.Ordinal);

    /// <summary>Returns whether a character begins or ends a quotation.</summary>
    public static bool IsQuote(char c) => Quotes.Contains(c, StringComparison.Ordinal);

    /// <summary>Returns whether a character is a minus before a word.</summary>
    public static bool IsDash(char c) => Dashes.Contains(c, StringComparison.Ordinal);

    /// <summary>Returns whether a character joins words: a hyphen, its phone variants, and the Persian sign before an
    /// ending.</summary>
    public static bool IsHyphen(char c) => Hyphens.Contains(c, StringComparison.Ordinal);

    /// <summary>Returns whether a single quote begins a quotation that another one ends; otherwise it is an
    /// apostrophe.</summary>
    public static bool IsSingleQuote(char c) => c is '‘' or '‚' or '‛';

    /// <summary>Returns the text with one sign for every apostrophe.</summary>
    public static string WithPlainApostrophes(string text) =>
        text.AsSpan().IndexOfAny(OddApostrophes) < 0 ? text : string.Create(text.Length, text, static (plain, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                plain[i] = IsApostrophe(from[i]) ? '\'' : from[i];
        });

    static readonly System.Buffers.SearchValues<char> OddApostrophes = System.Buffers.SearchValues.Create(Apostrophes.AsSpan(1));
}
