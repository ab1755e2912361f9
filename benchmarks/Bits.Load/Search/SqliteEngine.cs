using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Bits.Load.Search;

/// <summary>SQLite FTS5 with <c>bm25</c>. The tags are a column of the index and part of the match, which is several times
/// faster than a look-up in a table of tags.</summary>
sealed class SqliteEngine : ISearchEngine
{
    static readonly string[] Columns = ["$id", "$title", "$body", "$tags", "$surface"];

    readonly string _folder = Directory.CreateTempSubdirectory("bits-load-").FullName;
    readonly SqliteConnection _db;

    SqliteEngine()
    {
        _db = new($"Data Source={Path.Combine(_folder, "search.db")};Pooling=False");
        _db.Open();
    }

    /// <summary>Indexes the documents.</summary>
    public static SqliteEngine Create(SearchWorld world)
    {
        var engine = new SqliteEngine();
        engine.Execute(
            """
            pragma journal_mode = wal;
            pragma synchronous = normal;
            pragma cache_size = -1000000;
            pragma mmap_size = 4000000000;
            create virtual table document using fts5 (title, body, tags, surface unindexed, prefix = '2 3', detail = full);
            """);
        engine.Insert(world);
        engine.Execute("insert into document (document) values ('optimize'); pragma wal_checkpoint(truncate);");
        return engine;
    }

    /// <inheritdoc />
    public async Task<(int Hits, object? Next)> PageAsync(SearchQuestion question, object? after, CancellationToken ct)
    {
        var offset = (int?)after ?? 0;
        using var command = _db.CreateCommand();
        command.CommandText = """
            select rowid, title from document
            where document match $match
            order by bm25(document, 2.0, 1.0, 0.0), rowid desc
            limit 20 offset $offset
            """;
        command.Parameters.AddWithValue("$match", Match(question));
        command.Parameters.AddWithValue("$offset", offset);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var hits = 0;
        while (await reader.ReadAsync(ct))
            hits++;

        return (hits, hits == SearchQuestion.PageSize ? offset + hits : null);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _db.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    static string Match(SearchQuestion question)
    {
        var words = string.Join(question.IsAny ? " OR " : " AND ", question.Words) + (question.IsPrefix ? "*" : "");
        var tags = string.Join(" OR ", question.Tags.Select(tag => Token(tag.Value)));
        return $"{{{(question.IsName ? "title" : "title body")}}} : ({words}) AND tags : ({tags})";
    }

    // One token to the tokenizer.
    static string Token(string tag) => "t" + string.Concat(tag.Where(char.IsLetterOrDigit));

    void Insert(SearchWorld world)
    {
        using var transaction = _db.BeginTransaction();
        using var command = _db.CreateCommand();
        command.CommandText =
            "insert into document (rowid, title, body, tags, surface) values ($id, $title, $body, $tags, $surface)";
        var parameters = Columns
            .Select(name => command.Parameters.Add(name, name == "$id" ? SqliteType.Integer : SqliteType.Text)).ToArray();
        foreach (var document in world.Documents)
        {
            parameters[0].Value = long.Parse(document.EntityId, CultureInfo.InvariantCulture) + 1;
            parameters[1].Value = document.Title;
            parameters[2].Value = document.Body;
            parameters[3].Value = string.Join(' ', document.AudienceTags.Select(tag => Token(tag.Value)));
            parameters[4].Value = document.Surface;
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Statements of the benchmarks.")]
    void Execute(string sql)
    {
        using var command = _db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
