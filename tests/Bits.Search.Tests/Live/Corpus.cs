using System.Buffers.Binary;
using System.Text;
using Bits.Search.Paths;
using Bits.Search.Ranking;

namespace Bits.Search.Tests.Live;

/// <summary>A random document of a random world: what is in it, in the form of the test and in that of the database.
/// </summary>
sealed record RandomDocument(
    long Id, string Surface, string[] Tags, Dictionary<string, Occurrences> Words, FieldLengths Lengths, float Quality,
    DateTimeOffset UpdatedAt, Guid? Author = null)
{
    /// <summary>The words as <c>tsvectorsend</c> writes them.</summary>
    public byte[] Vector()
    {
        var bytes = new List<byte>();
        AddInt32(Words.Count);
        foreach (var (word, (title, body)) in Words.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(word));
            bytes.Add(0);
            AddUInt16(title + body);
            for (var i = 0; i < title + body; i++)
                AddUInt16((i < title ? 3 << 14 : 0) | (i + 1));
        }

        return [.. bytes];

        void AddInt32(int value) => bytes.AddRange(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value)));
        void AddUInt16(int value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);
    }

    /// <summary>The words as a literal of <c>tsvector</c>.</summary>
    public string VectorText()
    {
        var place = 0;
        return string.Join(' ', Words.Select(word =>
            $"'{word.Key}':{string.Join(',', Enumerable.Range(0, word.Value.Title + word.Value.Body).Select(i => $"{++place}{(i < word.Value.Title ? "A" : "")}"))}"));
    }
}

/// <summary>Random documents and questions over few words, so that everything meets; the same for the same seed.</summary>
sealed class Corpus(int seed)
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly string[] Tags = ["institute", "alumni", "group:a", "group:b", "group:c", "batch:2018"];

    static readonly Guid[] Authors = [.. Enumerable.Range(1, 6).Select(i => new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))];

    readonly Random _random = new(seed);

    public Random Random => _random;

    public RandomDocument Document(long id)
    {
        var words = new Dictionary<string, Occurrences>();
        for (var i = _random.Next(1, 25); i > 0; i--)
        {
            var (title, body) = words.GetValueOrDefault(Word());
            words[Word()] = _random.Next(4) == 0 ? new(title + 1, body) : new(title, body + _random.Next(1, 4));
        }

        words[Title()] = new(0, 1);

        return new(
            id, Surfaces.All[_random.Next(3)], [.. Some(Tags, _random.Next(3))], words,
            new(words.Values.Sum(w => w.Title), words.Values.Sum(w => w.Body) * (_random.Next(4) == 0 ? 9 : 1)), _random.Next(3) == 0 ? _random.NextSingle() : 0,
            Now.AddDays(-_random.Next(400)).AddSeconds(-_random.Next(1_000)), _random.Next(4) == 0 ? null : Authors[_random.Next(Authors.Length)]);
    }

    public PathQuery Question(MatchGroup group)
    {
        var terms = new List<QueryTerm>();
        var clauses = new List<Clause>();
        for (var i = _random.Next(1, 5); i > 0; i--)
            clauses.Add(new("", [.. Enumerable.Range(0, _random.Next(4) == 0 ? 3 : 1).Select(_ => new Alternative(Add(Term()), 0.1 + (_random.NextDouble() * 5), MatchKind.Word, 1))]));
        int[] excluded = _random.Next(4) == 0 ? [Add(new LexemeTerm(Word()))] : [];
        var title = _random.Next(2) == 0 ? Add(new LexemeTerm(Title())) : default(int?);

        return new(
            new(terms, clauses, excluded, new(1, 1_000, new(1 + _random.Next(6), 20 + _random.Next(20)), Boosts(), Now)) { ExactTitle = title }, group,
            [.. Some(Tags, _random.Next(5))], [.. Some(Tags, 2)], _random.Next(3) == 0 ? [.. Some([.. Surfaces.All.Take(3)], 2)] : null,
            After: null, SnapshotMark: null, _random.Next(1, 40))
        {
            ExcludedAuthors = _random.Next(2) == 0 ? [Guid.Empty, .. Authors.OrderBy(_ => _random.Next()).Take(_random.Next(5)).Order()] : [],
        };

        int Add(QueryTerm term)
        {
            if (!terms.Contains(term))
                terms.Add(term);
            return terms.IndexOf(term);
        }
    }

    public string Word() => $"w{(int)(40 * _random.NextDouble() * _random.NextDouble())}";

    // Some are the titles of thousands of documents, others of a few.
    string Title() => $"!t{(int)(200 * _random.NextDouble() * _random.NextDouble() * _random.NextDouble())}";

    SearchBoosts Boosts() => _random.Next(2) == 0
        ? new()
        : new() { Quality = _random.NextDouble(), Recency = _random.NextDouble() * 2, Affinity = _random.NextDouble() };

    QueryTerm Term() => _random.Next(8) == 0 ? new PrefixTerm($"w{_random.Next(1, 4)}") : new LexemeTerm(Word());

    IEnumerable<string> Some(string[] from, int count) => from.OrderBy(_ => _random.Next()).Take(count);
}

/// <summary>What the answer has to be: every document is looked at.</summary>
static class BruteForce
{
    public static List<RankedDocument> Find(IEnumerable<RandomDocument> documents, PathQuery query) =>
    [
        .. Fitting(documents, query)
            .Select(found => found.Ranked)
            .Where(found => query.After is not { } after || after.IsBefore(found.Rank, found.Id))
            .OrderByDescending(found => found.Rank).ThenByDescending(found => found.Id)
            .Take(query.Limit),
    ];

    public static Dictionary<string, int> Count(IEnumerable<RandomDocument> documents, PathQuery query, int cap) =>
        Fitting(documents, query).GroupBy(found => found.Surface).ToDictionary(same => same.Key, same => Math.Min(cap, same.Count()));

    static IEnumerable<(RankedDocument Ranked, string Surface)> Fitting(IEnumerable<RandomDocument> documents, PathQuery query) =>
        from document in documents
        where document.Tags.Intersect(query.AudienceTags).Any() && query.Surfaces?.Contains(document.Surface) != false
            && !(document.Author is { } author && query.ExcludedAuthors.Contains(author))
        let fit = Bm25F.Rank(
            query.Query, query.Query.Terms.Select(term => Occurrences(document, term)).ToArray(),
            new(document.Lengths, document.Quality, document.UpdatedAt, document.Tags.Intersect(query.AffinityTags).Any()))
        where fit.Clauses != 0 && (fit.Clauses == query.Query.AllClauses) == (query.Group == MatchGroup.AllWords)
        select (new RankedDocument(document.Id, fit.Rank, fit.Clauses), document.Surface);

    static Occurrences Occurrences(RandomDocument document, QueryTerm term) => term switch
    {
        LexemeTerm lexeme => document.Words.GetValueOrDefault(lexeme.Lexeme),
        PrefixTerm prefix => document.Words.Keys.Any(word => word.StartsWith(prefix.Prefix, StringComparison.Ordinal)) ? new(1, 0) : default,
        _ => throw new NotSupportedException(),
    };
}
