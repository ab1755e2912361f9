namespace Bits.Search.Text;

/// <summary>The keys beside the words of a vector. Each begins with a sign that no folded word contains.</summary>
static class IndexKeys
{
    /// <summary>The letters a prefix needs at least.</summary>
    public const int MinPrefix = 2;

    const int LongestShortPrefix = 3;

    /// <summary>A title word as it is.</summary>
    public static string Exact(string word) => "=" + word;

    /// <summary>A prefix of two or three letters.</summary>
    public static string ShortPrefix(string prefix) => "^" + prefix;

    /// <summary>A name as it sounds.</summary>
    public static string Sound(string key) => "~" + key;

    /// <summary>Whether a prefix of this length has a key of its own.</summary>
    public static bool IsShort(string prefix) => prefix.Length <= LongestShortPrefix;

    /// <summary>All keys of a title.</summary>
    /// <param name="words">Its folded words.</param>
    /// <param name="isName">Whether it is a person's name.</param>
    public static IEnumerable<string> Of(IEnumerable<string> words, bool isName) =>
        words.SelectMany(word => Of(word, isName)).Distinct(StringComparer.Ordinal);

    static IEnumerable<string> Of(string word, bool isName)
    {
        yield return Exact(word);
        for (var length = MinPrefix; length <= LongestShortPrefix && length <= word.Length; length++)
            yield return ShortPrefix(word[..length]);

        if (isName && NameKey.Of(word) is { } key)
            yield return Sound(key);
    }
}
