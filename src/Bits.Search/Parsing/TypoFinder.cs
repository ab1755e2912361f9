using Bits.Search.Statistics;
using Bits.Search.Text;
using Bits.Shared;

namespace Bits.Search.Parsing;

/// <summary>Finds words of public titles and texts that differ from a mistyped word by a letter or two.</summary>
static class TypoFinder
{
    const int MaxFound = 5;
    const int MinLength = 4;
    const int MinLengthForTwo = 8;

    /// <summary>The nearest lexemes, the nearest and then the most frequent first, each with how it is shown; none where
    /// the word itself is known. The first letter has to be right.</summary>
    public static IReadOnlyList<(string Lexeme, string Means)> Find(
        string word, IReadOnlyList<string> languages, WordLexemes lexemes, StatisticsSnapshot statistics)
    {
        var stems = languages.Select(language => lexemes[language, word]).OfType<string>().Distinct().ToList();
        if (UnicodeText.Length(word) < MinLength || stems.Exists(stem => statistics.Frequency(stem) > 0))
            return [];

        // Title words come as they are written, other words as stems.
        var exact = IndexKeys.Exact(word);
        return
        [
            .. Near(exact, statistics, first: exact[..FirstLetter(exact, behind: 1)])
                .Concat(stems.SelectMany(stem => Near(stem, statistics, first: stem[..FirstLetter(stem)])))
                .OrderBy(found => found.Distance).ThenByDescending(found => found.Documents)
                .Take(MaxFound)
                .Select(found => (found.Lexeme, found.Lexeme.TrimStart('='))),
        ];
    }

    static int FirstLetter(string lexeme, int behind = 0) =>
        behind + (char.IsSurrogatePair(lexeme, behind) ? 2 : 1);

    static IEnumerable<(string Lexeme, int Distance, int Documents)> Near(
        string lexeme, StatisticsSnapshot statistics, string first)
    {
        var most = lexeme.Length >= MinLengthForTwo ? 2 : 1;
        foreach (var (other, documents) in statistics.Beginning(first))
            if (Math.Abs(other.Length - lexeme.Length) <= most && EditDistance.Between(lexeme, other, most) is var distance && distance <= most)
                yield return (other, distance, documents);
    }
}
