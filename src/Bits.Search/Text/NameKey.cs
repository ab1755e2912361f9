using System.Text;

namespace Bits.Search.Text;

/// <summary>The common key of the spellings of an Indian name: its consonants by sound. <c>Lakshmi</c> and <c>Laxmi</c>
/// are both <c>lksm</c>; <c>Chowdhury</c>, <c>Chaudhari</c> and <c>Choudhary</c> are <c>cdr</c>.</summary>
/// <remarks>An equality instead of a distance, so that the index can look it up. The scenario <c>names</c> in
/// <c>benchmarks/</c> measures its recall.</remarks>
static class NameKey
{
    // Applied in this order; a capital letter is final: later rules do not match it.
    static readonly (string Spelling, string Sound)[] Sounds =
    [
        ("x", "ks"), ("ck", "k"), ("q", "k"), ("ph", "f"), ("chh", "C"), ("cch", "C"), ("ch", "C"), ("c", "k"), ("C", "c"),
        ("zh", "l"), ("gny", "G"), ("gy", "G"), ("jny", "G"), ("jn", "G"), ("z", "j"),
    ];

    /// <summary>Returns the key of a folded word; null unless it has two or more letters, all Latin.</summary>
    public static string? Of(string word)
    {
        if (word.Length < 2 || word.AsSpan().ContainsAnyExceptInRange('a', 'z'))
            return null;

        var sound = new StringBuilder(word);
        foreach (var (spelling, letters) in Sounds)
            sound.Replace(spelling, letters);

        return Skeleton(WithoutVowelW(sound).ToString());
    }

    // A w between a vowel and a consonant belongs to the vowel: Chowdhury. Elsewhere it is a v: Biswas.
    static StringBuilder WithoutVowelW(StringBuilder sound)
    {
        for (var i = 0; i < sound.Length; i++)
            if (sound[i] == 'w')
                sound[i] = i > 0 && IsVowel(sound[i - 1]) && (i + 1 == sound.Length || !IsVowel(sound[i + 1])) ? 'u' : 'v';

        return sound;
    }

    static string Skeleton(string sound)
    {
        var key = new StringBuilder(sound.Length);
        for (var i = 0; i < sound.Length; i++)
            if (Consonant(sound, i) is var letter && letter != '\0' && (key.Length == 0 || key[^1] != letter))
                key.Append(letter);

        return key.ToString();
    }

    // Returns what the letter adds: nothing for an inner vowel, 'a' for any vowel at the start.
    static char Consonant(string sound, int at) => sound[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => at == 0 ? 'a' : '\0',
        'y' => at == 0 ? 'y' : '\0',
        'h' => at == 0 || IsBetweenVowels(sound, at) ? 'h' : '\0',
        'b' => 'v',
        'm' when at > 0 && (at + 1 == sound.Length || sound[at + 1] is 'b' or 'p' or 'f') => 'n',
        var letter => letter,
    };

    static bool IsBetweenVowels(string sound, int at) =>
        IsVowel(sound[at - 1]) && at + 1 < sound.Length && IsVowel(sound[at + 1]);

    static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
