using System.Globalization;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Queries;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Document = Lucene.Net.Documents.Document;

namespace Bits.Load.Search;

/// <summary>Lucene.NET with BM25, memory-mapped, merged to one segment. The tags of the caller are a filter.</summary>
sealed class LuceneEngine : ISearchEngine
{
    const LuceneVersion Version = LuceneVersion.LUCENE_48;

    readonly string _folder = System.IO.Directory.CreateTempSubdirectory("bits-load-").FullName;
    readonly FSDirectory _directory;
    readonly DirectoryReader _reader;
    readonly IndexSearcher _searcher;

    LuceneEngine(SearchWorld world)
    {
        _directory = FSDirectory.Open(_folder);
        Write(world);
        _reader = DirectoryReader.Open(_directory);
        _searcher = new(_reader) { Similarity = new BM25Similarity() };
    }

    /// <summary>Indexes the documents.</summary>
    public static LuceneEngine Create(SearchWorld world) => new(world);

    /// <inheritdoc />
    public Task<(int Hits, object? Next)> PageAsync(SearchQuestion question, object? after, CancellationToken ct)
    {
        var filter = new TermsFilter([.. question.Tags.Select(tag => new Term("tags", tag.Value))]);
        var found = _searcher.SearchAfter((ScoreDoc?)after, Query(question), filter, SearchQuestion.PageSize).ScoreDocs;
        foreach (var hit in found)
            _ = _searcher.Doc(hit.Doc).Get("title", CultureInfo.InvariantCulture);

        return Task.FromResult<(int, object?)>((found.Length, found.Length == SearchQuestion.PageSize ? found[^1] : null));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _directory.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    static BooleanQuery Query(SearchQuestion question)
    {
        var query = new BooleanQuery();
        for (var i = 0; i < question.Words.Length; i++)
            query.Add(
                Word(question, question.Words[i], question.IsPrefix && i == question.Words.Length - 1),
                question.IsAny ? Occur.SHOULD : Occur.MUST);
        if (question.IsName)
            query.Add(new ConstantScoreQuery(new TermQuery(new("surface", "directory"))) { Boost = 0 }, Occur.MUST);

        return query;
    }

    static Query Word(SearchQuestion question, string word, bool isPrefix)
    {
        if (isPrefix)
            return new PrefixQuery(new("title", word));

        var query = new BooleanQuery { { new TermQuery(new("title", word)) { Boost = 2 }, Occur.SHOULD } };
        if (!question.IsName)
            query.Add(new TermQuery(new("body", word)), Occur.SHOULD);
        return query;
    }

    void Write(SearchWorld world)
    {
        var config = new IndexWriterConfig(Version, new StandardAnalyzer(Version)) { RAMBufferSizeMB = 256, Similarity = new BM25Similarity() };
        using var writer = new IndexWriter(_directory, config);
        foreach (var document in world.Documents)
        {
            var fields = new Document
            {
                new StringField("id", document.EntityId, Field.Store.YES),
                new StringField("surface", document.Surface, Field.Store.NO),
                new TextField("title", document.Title, Field.Store.YES),
                new TextField("body", document.Body, Field.Store.NO),
            };
            foreach (var tag in document.AudienceTags)
                fields.Add(new StringField("tags", tag.Value, Field.Store.NO));
            writer.AddDocument(fields);
        }

        writer.ForceMerge(1);
        writer.Commit();
    }
}
