using Bits.Shared;

namespace Bits.Search.Text;

/// <summary>The keys beside the words of a vector. Each begins with a sign that no folded word contains.</summary>
static class IndexKeys
{
    const int MinPrefix = 2; // letters
    const int MaxShortPrefix = 3;

    /// <summary>A title word as written.</summary>
    public static string Exact(string word) => "=" + word;

    /// <summary>A prefix of two or three letters.</summary>
    public static string ShortPrefix(string prefix) => "^" + prefix;

    /// <summary>A name by its sound.</summary>
    public static string Sound(string key) => "~" + key;

    /// <summary>Returns the word of a key, or the lexeme itself.</summary>
    public static string Word(string lexeme) => lexeme.Length > 1 && lexeme[0] is '=' or '^' ? lexeme[1..] : lexeme;

    /// <summary>Returns whether a word is long enough to be a prefix.</summary>
    public static bool IsPrefix(string word) => UnicodeText.Length(word) >= MinPrefix;

    /// <summary>Returns whether a prefix of this length has a key of its own.</summary>
    public static bool IsShort(string prefix) => UnicodeText.Length(prefix) <= MaxShortPrefix;

    /// <summary>Returns the keys of a word's prefixes.</summary>
    public static IEnumerable<string> ShortPrefixes(string word)
    {
        var (letters, end) = (0, 0);
        foreach (var rune in word.EnumerateRunes())
        {
            (letters, end) = (letters + 1, end + rune.Utf16SequenceLength);
            if (letters > MaxShortPrefix)
                yield break;
            if (letters >= MinPrefix)
                yield return ShortPrefix(word[..end]);
        }
    }

    /// <summary>Returns all keys of a title.</summary>
    /// <param name="words">The folded words of the title.</param>
    /// <param name="isName">Whether it is a person's name.</param>
    public static IEnumerable<string> Of(IEnumerable<string> words, bool isName) =>
        words.SelectMany(word => Of(word, isName)).Distinct(StringComparer.Ordinal);

    static IEnumerable<string> Of(string word, bool isName)
    {
        yield return Exact(word);
        foreach (var prefix in ShortPrefixes(word))
            yield return prefix;
        if (isName && NameKey.Of(word) is { } key)
            yield return Sound(key);
    }
}
