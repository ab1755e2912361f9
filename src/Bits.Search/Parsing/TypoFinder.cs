using Bits.Search.Statistics;
using Bits.Search.Text;
using Bits.Shared;

namespace Bits.Search.Parsing;

/// <summary>Finds words of public titles and texts that differ from a mistyped word by one or two letters.</summary>
static class TypoFinder
{
    const int MaxFound = 5;
    const int MinLength = 4;
    const int MinLengthForTwo = 8;

    /// <summary>Returns the nearest lexemes with their display form, ordered by distance, then by frequency. Empty when
    /// the word is known. The first letter must be correct.</summary>
    public static IReadOnlyList<(string Lexeme, string Means)> Find(
        string word, IReadOnlyList<string> languages, WordLexemes lexemes, StatisticsSnapshot statistics)
    {
        var stems = languages.Select(language => lexemes[language, word]).OfType<string>().Distinct().ToList();
        if (UnicodeText.Length(word) < MinLength || stems.Exists(stem => statistics.Frequency(stem) > 0))
            return [];

        // Title words are stored as written, other words as stems.
        var exact = IndexKeys.Exact(word);
        return
        [
            .. Candidates(exact, statistics, first: exact[..FirstLetter(exact, behind: 1)])
                .Concat(stems.SelectMany(stem => Candidates(stem, statistics, first: stem[..FirstLetter(stem)])))
                .OrderBy(found => found.Distance).ThenByDescending(found => found.Documents)
                .Take(MaxFound)
                .Select(found => (found.Lexeme, found.Lexeme.TrimStart('='))),
        ];
    }

    static int FirstLetter(string lexeme, int behind = 0) =>
        behind + (char.IsSurrogatePair(lexeme, behind) ? 2 : 1);

    static IEnumerable<(string Lexeme, int Distance, int Documents)> Candidates(
        string lexeme, StatisticsSnapshot statistics, string first)
    {
        var max = lexeme.Length >= MinLengthForTwo ? 2 : 1;
        foreach (var (other, documents) in statistics.Beginning(first))
            if (Math.Abs(other.Length - lexeme.Length) <= max && EditDistance.Between(lexeme, other, max) is var distance && distance <= max)
                yield return (other, distance, documents);
    }
}
