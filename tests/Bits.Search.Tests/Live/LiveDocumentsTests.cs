using Bits.Search.Live.Scan;
using Bits.Search.Live.Segments;
using Bits.Search.Paths;
using Bits.Search.Ranking;

namespace Bits.Search.Tests.Live;

/// <summary>The index in memory against looking at every document.</summary>
[Slow]
public sealed class LiveDocumentsTests
{
    static readonly AverageLengths Averages = new(Title: 3, Body: 30);

    static readonly LiveTime Moment = new(new(1, 1, []), Corpus.Now);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Finds_and_counts_what_looking_at_every_document_does(int seed)
    {
        var corpus = new Corpus(seed);
        var documents = Enumerable.Range(1, 9_000).Select(id => corpus.Document(id)).ToList();
        var index = new Index(documents);

        for (var i = 0; i < 40; i++)
            index.Check(documents, corpus.Question((MatchGroup)(i % 2)));
    }

    // Many windows, which some words fill, others are hardly in, and others are in some of: so postings are left out, and looked up, and
    // windows are passed over.
    [Fact]
    public void Finds_what_looking_at_every_document_does_in_a_large_segment()
    {
        var corpus = new Corpus(3);
        var documents = Enumerable.Range(1, 40_000).Select(id => corpus.Document(id)).ToList();
        foreach (var document in documents)
        {
            (document.Words[Scarce(document.Id)], document.Words[Rare(document.Id)]) = (new(0, 1), new(1, 0));
            document.Words[Era(document.Id)] = new(0, 1);
        }

        var index = new Index(documents, ofSegment: documents.Count);

        for (var i = 0; i < 16; i++)
        {
            var query = corpus.Question((MatchGroup)(i % 2)) with { Limit = 5 };
            index.Check(documents, query);
            index.Check(documents, With(query, query.Query.Terms, query.Query.Clauses, Rare(i * 200)));
            index.Check(documents, With(query, [], [], Scarce(i * 200), Rare(i * 200)));
            index.Check(documents, With(query, [], [], Era(i * 2_500), Era(i * 1_000)));
            index.Check(documents, With(query, query.Query.Terms, query.Query.Clauses, Era(i * 2_500)));
        }

        static string Scarce(long id) => $"scarce{id % 3_000}";
        static string Rare(long id) => $"rare{id % 9_000}";
        static string Era(long id) => $"era{id / 3_000}";
    }

    static PathQuery With(PathQuery query, IEnumerable<QueryTerm> terms, IEnumerable<Clause> clauses, params string[] words)
    {
        var before = terms.Count();
        return query with
        {
            Query = new(
                [.. terms, .. words.Select(word => new LexemeTerm(word))],
                [.. clauses, .. words.Select((_, i) => new Clause("", [new(before + i, 2, MatchKind.Word, 1)]))],
                Excluded: [], query.Query.Scoring),
        };
    }

    [Theory]
    [InlineData(4)]
    public async Task Stays_exact_while_documents_change_and_segments_merge(int seed)
    {
        var corpus = new Corpus(seed);
        var documents = Enumerable.Range(1, 6_000).Select(id => corpus.Document(id)).ToDictionary(d => d.Id);
        var index = new Index(documents.Values);

        for (var round = 0; round < 100; round++)
        {
            var changes = Enumerable.Range(0, corpus.Random.Next(1, round % 50 == 0 ? 3_000 : 8))
                .Select(_ => (long)corpus.Random.Next(1, 7_000)).Distinct().ToList();
            foreach (var id in changes)
                if (corpus.Random.Next(4) == 0)
                    documents.Remove(id);
                else
                    documents[id] = corpus.Document(id);

            index.Apply(changes.Select(id => (id, documents.GetValueOrDefault(id))));
            index.Check(documents.Values, corpus.Question((MatchGroup)(round % 2)));
        }

        await index.Documents.Merging.WaitAsync(TestContext.Current.CancellationToken);
        index.Check(documents.Values, corpus.Question(MatchGroup.AllWords));
        Assert.Equal(documents.Count, index.Documents.Count);
        Assert.InRange(index.Documents.Current.Segments.Count, 1, 40);
    }

    [Fact]
    public void A_view_that_is_held_does_not_change()
    {
        var corpus = new Corpus(6);
        var documents = Enumerable.Range(1, 500).Select(id => corpus.Document(id)).ToList();
        var index = new Index(documents);
        var held = index.Documents.Current;

        index.Apply(documents.Select(d => (d.Id, d.Id % 2 == 0 ? corpus.Document(d.Id) : null)));

        for (var i = 0; i < 40; i++)
            index.Check(documents, corpus.Question((MatchGroup)(i % 2)), held);
    }

    [Fact]
    public void Pages_of_one_another_are_the_whole_list()
    {
        var corpus = new Corpus(7);
        var documents = Enumerable.Range(1, 5_000).Select(id => corpus.Document(id)).ToList();
        var index = new Index(documents);

        for (var i = 0; i < 12; i++)
        {
            var query = corpus.Question((MatchGroup)(i % 2)) with { Limit = 7 };
            for (var page = 0; page < 10; page++)
            {
                var found = index.Check(documents, query);
                if (found.Count == 0)
                    break;
                query = query with { After = new(found[^1].Rank, found[^1].Id) };
            }
        }
    }

    [Fact]
    public void What_was_written_after_the_read_point_is_left_out_of_later_pages()
    {
        var corpus = new Corpus(8);
        var old = Enumerable.Range(1, 300).Select(id => corpus.Document(id)).ToList();
        var index = new Index(old);
        index.Apply(Enumerable.Range(301, 300).Select(id => ((long)id, (RandomDocument?)(corpus.Document(id) with { UpdatedAt = Corpus.Now }))), xid: 50);

        for (var i = 0; i < 20; i++)
            index.Check(
                old, corpus.Question((MatchGroup)(i % 2)) with
                {
                    After = new(int.MaxValue, 0),
                    SnapshotMark = new("40:60:50", Corpus.Now),
                });
    }

    /// <summary>The index, and what its documents are.</summary>
    sealed class Index
    {
        readonly Audiences _audiences = new();
        readonly Authors _authors = new();

        public Index(IEnumerable<RandomDocument> documents, int ofSegment = 4_500)
        {
            var builders = documents.Chunk(ofSegment).Select(
                chunk => LiveDocuments.Build(chunk.Select(d => Change(d.Id, d, xid: 1)), Averages));
            Documents = new(builders, Moment, Averages);
        }

        public LiveDocuments Documents { get; }

        public void Apply(IEnumerable<(long Id, RandomDocument? Document)> changes, ulong xid = 1) =>
            Documents.Apply([.. changes.Select(c => Change(c.Id, c.Document, xid))], Moment);

        public IReadOnlyList<RankedDocument> Check(IEnumerable<RandomDocument> documents, PathQuery query, SegmentSet? view = null)
        {
            var snapshot = new IndexSnapshot(view ?? Documents.Current, _audiences, _authors, new("1:1:", Corpus.Now), Own: null);

            var found = snapshot.Find(query).Documents;

            Assert.Equal(BruteForce.Find(documents, query), found);
            Assert.Equal(
                BruteForce.Count(documents, query, 40).OrderBy(c => c.Key), snapshot.Count(query, 40).OrderBy(c => c.Key));
            return found;
        }

        DocumentChange Change(long id, RandomDocument? document, ulong xid) => document is null
            ? new(id, Row: null, [])
            : new(
                id,
                new DocumentRow(id, _audiences.Number(document.Surface, document.Tags), document.Lengths, document.Quality, document.UpdatedAt, xid, _authors.Number(document.Author)),
                document.Vector());
    }
}
