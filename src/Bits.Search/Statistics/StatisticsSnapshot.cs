using Bits.Search.Ranking;

namespace Bits.Search.Statistics;

/// <summary>Holds the word frequencies of one refresh. Immutable.</summary>
/// <remarks>Counts public documents only: a private word is as rare as an unused one.</remarks>
sealed class StatisticsSnapshot
{
    readonly string[] _lexemes; // in ordinal order
    readonly int[] _documents;

    /// <param name="version">The version; 0 without statistics.</param>
    /// <param name="documents">The number of public documents.</param>
    /// <param name="allDocuments">The number of all documents.</param>
    /// <param name="averageLengths">The average number of words in a document.</param>
    /// <param name="lexemes">The lexemes, each with its number of documents.</param>
    public StatisticsSnapshot(
        int version, long documents, long allDocuments, AverageLengths averageLengths, IReadOnlyCollection<(string Lexeme, int Documents)> lexemes)
    {
        (Version, Documents, AllDocuments, AverageLengths) = (version, documents, allDocuments, averageLengths);
        var sorted = lexemes.OrderBy(l => l.Lexeme, StringComparer.Ordinal).ToList();
        (_lexemes, _documents) = ([.. sorted.Select(l => l.Lexeme)], [.. sorted.Select(l => l.Documents)]);
    }

    /// <summary>Gets the statistics before the first refresh: all words are equally rare.</summary>
    public static StatisticsSnapshot None { get; } = new(0, 0, 0, AverageLengths.Usual, []);

    /// <summary>Gets the version; 0 without statistics.</summary>
    public int Version { get; }

    /// <summary>Gets the number of public documents.</summary>
    public long Documents { get; }

    /// <summary>Gets the number of all documents. Estimates costs, not ranks.</summary>
    public long AllDocuments { get; }

    /// <summary>Estimates how many of all documents hold what this many public documents hold.</summary>
    public long Expected(long frequency) => Documents == 0 ? 0 : frequency * AllDocuments / Documents;

    /// <summary>Gets the average number of words in a document.</summary>
    public AverageLengths AverageLengths { get; }

    /// <summary>Returns the inverse document frequency (Robertson and Spärck Jones, kept above 0 as in Lucene).</summary>
    public double Idf(string lexeme) => Idf(Frequency(lexeme));

    /// <summary>Returns the inverse document frequency of a number of documents.</summary>
    public double Idf(long frequency) =>
        Version == 0 ? 1 : Math.Log(1 + (Math.Max(0, Documents - frequency) + 0.5) / (frequency + 0.5));

    /// <summary>Returns the number of public documents with the lexeme.</summary>
    public int Frequency(string lexeme) =>
        Array.BinarySearch(_lexemes, lexeme, StringComparer.Ordinal) is >= 0 and var at ? _documents[at] : 0;

    /// <summary>Returns the total number of documents of the lexemes with this prefix, counting a document once per
    /// lexeme.</summary>
    public long PrefixFrequency(string prefix)
    {
        var sum = 0L;
        foreach (var (_, documents) in Beginning(prefix))
            sum += documents;

        return sum;
    }

    /// <summary>Returns the most frequent lexemes with this prefix, up to a maximum. Evaluated on enumeration.</summary>
    public IEnumerable<string> MostFrequent(string prefix, int max) =>
        Beginning(prefix).OrderByDescending(l => l.Documents).Take(max).Select(l => l.Lexeme);

    /// <summary>Returns the lexemes with this prefix, in order.</summary>
    public IEnumerable<(string Lexeme, int Documents)> Beginning(string prefix)
    {
        var at = Array.BinarySearch(_lexemes, prefix, StringComparer.Ordinal);
        for (at = at < 0 ? ~at : at; at < _lexemes.Length && _lexemes[at].StartsWith(prefix, StringComparison.Ordinal); at++)
            yield return (_lexemes[at], _documents[at]);
    }
}
