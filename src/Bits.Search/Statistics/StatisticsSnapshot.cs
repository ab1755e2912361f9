using Bits.Search.Ranking;

namespace Bits.Search.Statistics;

/// <summary>How rare words are, at the time of one refresh. Immutable.</summary>
/// <remarks>Counted over public documents alone: a word that only others may read is as rare as one that nobody wrote.
/// </remarks>
sealed class StatisticsSnapshot
{
    readonly string[] _lexemes; // in ordinal order
    readonly int[] _documents;

    /// <param name="version">Its number; 0 for none.</param>
    /// <param name="documents">Public documents.</param>
    /// <param name="allDocuments">All documents.</param>
    /// <param name="averageLengths">Words in one, on average.</param>
    /// <param name="lexemes">Each lexeme and how many of the documents hold it.</param>
    public StatisticsSnapshot(
        int version, long documents, long allDocuments, AverageLengths averageLengths, IReadOnlyCollection<(string Lexeme, int Documents)> lexemes)
    {
        (Version, Documents, AllDocuments, AverageLengths) = (version, documents, allDocuments, averageLengths);
        var sorted = lexemes.OrderBy(l => l.Lexeme, StringComparer.Ordinal).ToList();
        (_lexemes, _documents) = ([.. sorted.Select(l => l.Lexeme)], [.. sorted.Select(l => l.Documents)]);
    }

    /// <summary>Before the first refresh: every word is as rare as any other.</summary>
    public static StatisticsSnapshot None { get; } = new(0, 0, 0, AverageLengths.Usual, []);

    /// <summary>Its number; 0 for none.</summary>
    public int Version { get; }

    /// <summary>Public documents.</summary>
    public long Documents { get; }

    /// <summary>All documents: for what a search will cost, not for a rank.</summary>
    public long AllDocuments { get; }

    /// <summary>How many of all documents may hold what so many public documents hold.</summary>
    public long Expected(long frequency) => Documents == 0 ? 0 : frequency * AllDocuments / Documents;

    /// <summary>Words in a document, on average.</summary>
    public AverageLengths AverageLengths { get; }

    /// <summary>The inverse document frequency (Robertson and Spärck Jones, kept above 0 as in Lucene).</summary>
    public double Idf(string lexeme) => Idf(Frequency(lexeme));

    /// <summary>The same for a number of documents.</summary>
    public double Idf(long frequency) =>
        Version == 0 ? 1 : Math.Log(1 + (Math.Max(0, Documents - frequency) + 0.5) / (frequency + 0.5));

    /// <summary>How many public documents hold the lexeme.</summary>
    public int Frequency(string lexeme) =>
        Array.BinarySearch(_lexemes, lexeme, StringComparer.Ordinal) is >= 0 and var at ? _documents[at] : 0;

    /// <summary>How often lexemes that begin so are held, a document counted for each.</summary>
    public long PrefixFrequency(string prefix)
    {
        var sum = 0L;
        foreach (var (_, documents) in Beginning(prefix))
            sum += documents;

        return sum;
    }

    /// <summary>Of the lexemes that begin so those that the most documents hold, at most so many; looked for when they are
    /// enumerated.</summary>
    public IEnumerable<string> MostFrequent(string prefix, int most) =>
        Beginning(prefix).OrderByDescending(l => l.Documents).Take(most).Select(l => l.Lexeme);

    /// <summary>The lexemes that begin so, in order.</summary>
    public IEnumerable<(string Lexeme, int Documents)> Beginning(string prefix)
    {
        var at = Array.BinarySearch(_lexemes, prefix, StringComparer.Ordinal);
        for (at = at < 0 ? ~at : at; at < _lexemes.Length && _lexemes[at].StartsWith(prefix, StringComparison.Ordinal); at++)
            yield return (_lexemes[at], _documents[at]);
    }
}
