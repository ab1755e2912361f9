using Bits.Search.Live;
using Bits.Search.Live.Follow;
using Bits.Search.Live.Scan;
using Bits.Search.Paths;
using Bits.Search.Presentation;
using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Tests.Live;

/// <summary>A live index that runs on a database of a test.</summary>
sealed class LiveRig : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly Task _running;

    public LiveRig(NpgsqlDataSource dataSource, LiveIndexOptions? options = null)
    {
        Index = new(dataSource, options);
        _running = Index.RunAsync(_stop.Token);
    }

    public LiveIndex Index { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<LiveRig> ReadyAsync(NpgsqlDataSource dataSource, CancellationToken ct, LiveIndexOptions? options = null)
    {
        var rig = new LiveRig(dataSource, options);
        await rig.WaitForAsync(LiveIndexState.Ready, ct);
        return rig;
    }

    public async Task WaitForAsync(LiveIndexState state, CancellationToken ct)
    {
        while (Index.Health.State != state)
            await Task.Delay(10, ct);
    }

    /// <summary>The documents as of now; null when the index cannot answer.</summary>
    public Task<IndexSnapshot?> OpenAsync(CancellationToken ct) => NowAsync(Index.Begin(), ct);

    /// <summary>The documents of a search that has begun; null when the index cannot answer.</summary>
    public static async Task<IndexSnapshot?> NowAsync(LiveOpening? opening, CancellationToken ct) =>
        opening is null ? null : await opening.ResolveAsync(null!, OwnTransaction.Kind.HasWrittenNothing, ct);

    /// <summary>The documents as a connection sees them.</summary>
    public async Task<IndexSnapshot?> OpenAsync(NpgsqlConnection db, CancellationToken ct) => Index.Begin() is { } opening
        ? await opening.ResolveAsync(db, await new PageTexts(db, kind: null).ReadKindAsync(ct), ct)
        : null;

    /// <summary>What the index answers, and what it had to.</summary>
    public async Task CheckAsync(NpgsqlConnection db, PathQuery query, bool isShared, CancellationToken ct)
    {
        var moment = await (isShared ? OpenAsync(ct) : OpenAsync(db, ct));

        Assert.NotNull(moment);
        var documents = await LiveData.ReadAsync(db, ct);
        Assert.Equal(BruteForce.Find(documents, query), moment.Find(query).Documents);
        Assert.Equal(BruteForce.Count(documents, query, 30).OrderBy(c => c.Key), moment.Count(query, 30).OrderBy(c => c.Key));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Index.DisposeAsync();
        _stop.Dispose();
    }
}

/// <summary>Random documents in the table.</summary>
static class LiveData
{
    public static async Task WriteAsync(NpgsqlConnection db, IEnumerable<RandomDocument> documents, CancellationToken ct)
    {
        const string sql = """
            insert into search_document
                (id, surface, entity_id, title, audience_tags, length, title_length, quality, tsv, content_hash, index_version, updated_at,
                 author_id)
            select $1, $2, $1::text, '', $3, $4, $8, $5, $6::text::tsvector, '', 1, $7, $9
            on conflict (id) do update
            set (surface, audience_tags, length, title_length, quality, tsv, updated_at, changed_xid, author_id) =
                (excluded.surface, excluded.audience_tags, excluded.length, excluded.title_length, excluded.quality, excluded.tsv,
                 excluded.updated_at, excluded.changed_xid, excluded.author_id)
            """;

        await using var batch = new NpgsqlBatch(db);
        foreach (var document in documents)
            batch.BatchCommands.Add(new(sql)
            {
                Parameters =
                {
                    new() { Value = document.Id }, new() { Value = document.Surface }, new() { Value = document.Tags },
                    new() { Value = document.Lengths.Both }, new() { Value = document.Quality },
                    new() { Value = document.VectorText() }, new() { Value = document.UpdatedAt },
                    new() { Value = document.Lengths.Title }, new() { Value = (object?)document.Author ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
                },
            });
        await batch.ExecuteNonQueryAsync(ct);
    }

    public static async Task DeleteAsync(NpgsqlConnection db, IEnumerable<long> ids, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from search_document where id = any($1)", db)
        {
            Parameters = { new() { Value = ids.ToArray() } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>All documents that the connection sees.</summary>
    public static async Task<List<RandomDocument>> ReadAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select d.id, surface, audience_tags, length, title_length, quality, updated_at, coalesce(lexemes, '{}'), coalesce(titles, '{}'), coalesce(bodies, '{}'), author_id
            from search_document d left join lateral (
                select array_agg(lexeme) as lexemes,
                       array_agg((select count(*) from unnest(weights) w where w = 'A')::int) as titles,
                       array_agg((select count(*) from unnest(weights) w where w <> 'A')::int) as bodies
                from unnest(tsv)) words on true
            """;

        await using var command = new NpgsqlCommand(sql, db);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var documents = new List<RandomDocument>();
        while (await reader.ReadAsync(ct))
            documents.Add(Read(reader));

        return documents;
    }

    static RandomDocument Read(NpgsqlDataReader row)
    {
        var (titles, bodies) = (row.GetFieldValue<int[]>(8), row.GetFieldValue<int[]>(9));
        return new(
            row.GetInt64(0), row.GetString(1), row.GetFieldValue<string[]>(2),
            row.GetFieldValue<string[]>(7).Select((word, i) => (word, i)).ToDictionary(w => w.word, w => new Occurrences(titles[w.i], bodies[w.i])),
            FieldLengths.Of(row.GetInt32(3), row.GetInt32(4)), row.GetFloat(5), row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(10) ? null : row.GetGuid(10));
    }
}
