using System.Text.RegularExpressions;

namespace Bits.Platform.Features.Directory;

/// <summary>Other forms of a typed name, for a text whose words no person has together: without titles, with initials apart, with
/// two words as one, with the vowel of a pet name left off.</summary>
static partial class NameForms
{
    const int MaxJoined = 3;
    const int ShortestStem = 3;

    // What stands before and after names, and is no name itself.
    static readonly HashSet<string> Titles = new(
        [
            "dr", "prof", "professor", "mr", "mrs", "ms", "miss", "shri", "shree", "sri", "smt", "shrimati", "kum", "thiru", "tmt", "late",
            "er", "ar", "ca", "cs", "adv", "advocate", "justice", "pt", "pandit", "ustad", "haji", "sardar", "fr", "father", "sister", "rev",
            "col", "lt", "gen", "maj", "major", "capt", "captain", "brig", "wg", "cdr", "gp", "sqn", "ldr", "flt", "retd", "ji",
            "phd", "md", "mba", "mbbs", "ias", "ips", "ifs", "irs",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the forms, the nearest first; none for a single word without a title.</summary>
    public static IEnumerable<string> Of(string text)
    {
        string[] typed = [.. Word.Matches(Degree.Replace(text, "PhD")).Select(word => word.Value)];
        string[] words = [.. typed.Where(word => !Titles.Contains(word)).Select(WithoutRespect)];
        if (words.Length == 0 || typed.Length < 2)
            return [];

        return Forms(words).Where(form => !form.SequenceEqual(typed)).Select(form => string.Join(' ', form)).Distinct();
    }

    static IEnumerable<IEnumerable<string>> Forms(string[] words)
    {
        yield return words;
        if (words.Length < 2)
            yield break;

        yield return words.SelectMany(word => word.Length is 2 or 3 ? word.Select(letter => letter.ToString()) : [word]);
        for (var at = 0; at < Math.Min(words.Length - 1, MaxJoined); at++)
            yield return [.. words[..at], words[at] + words[at + 1], .. words[(at + 2)..]];
        yield return words.Select(Stem);
    }

    // Sharmaji is Sharma, with respect.
    static string WithoutRespect(string word) => word.Length > 5 && word.EndsWith("ji", StringComparison.OrdinalIgnoreCase) ? word[..^2] : word;

    // Venky is Venkatesan, and Subbu is Subramanian: the first syllable, often with its last letter twice, and a vowel.
    static string Stem(string word)
    {
        var stem = word.TrimEnd('a', 'e', 'i', 'o', 'u', 'y');
        if (stem.Length > 1 && stem[^1] == stem[^2])
            stem = stem[..^1];
        return stem.Length >= ShortestStem ? stem : word;
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}'’]+")]
    static partial Regex Word { get; }

    [GeneratedRegex(@"\bPh\.?\s?D\b\.?", RegexOptions.IgnoreCase)]
    static partial Regex Degree { get; }
}
