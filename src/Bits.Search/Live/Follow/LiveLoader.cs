using System.Data;
using System.Globalization;
using Bits.Search.Live.Segments;
using Bits.Search.Ranking;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Live.Follow;

/// <summary>Reads all documents in one snapshot.</summary>
sealed class LiveLoader(NpgsqlDataSource dataSource, long maxBytes)
{
    const int DocumentsInASegment = 131_072;

    readonly Audiences _audiences = new();
    readonly Authors _authors = new();

    sealed record Start(bool IsReplica, LiveTime AsOf, ChangeHorizon Horizon, AverageLengths Averages);

    /// <summary>The result of a load.</summary>
    /// <param name="State">The index; null when it did not load.</param>
    /// <param name="Why">The reason when it did not load.</param>
    public sealed record Loaded(LiveState? State, LiveIndexState Why);

    /// <summary>Reads the documents.</summary>
    public async Task<Loaded> LoadAsync(CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var tx = await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct).ConfigureAwait(false);

        var start = await ReadStartAsync(db, ct).ConfigureAwait(false);
        if (start.IsReplica)
            return new(State: null, LiveIndexState.Replica);
        if (await ReadDocumentsAsync(db, start.Averages, ct).ConfigureAwait(false) is not { } segments)
            return new(State: null, LiveIndexState.TooLarge);

        return new(
            new(_audiences, _authors, new(segments, start.AsOf, start.Averages), start.Horizon), LiveIndexState.Ready);
    }

    // On a replica pg_current_snapshot() does not tell which transactions are in progress.
    static async Task<Start> ReadStartAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select pg_is_in_recovery(), pg_current_snapshot()::text, statement_timestamp(), pruned_below::text, generation,
                   coalesce(s.average_length, 0), s.average_title_length
            from search_horizon
            left join (select * from search_statistics order by version desc limit 1) s on true
            """;

        return await db.FindAsync(
            sql, [],
            row => new Start(
                row.GetBoolean(0),
                new(PgSnapshot.Parse(row.GetString(1)), row.GetFieldValue<DateTimeOffset>(2)),
                new(ulong.Parse(row.GetString(3), NumberStyles.None, CultureInfo.InvariantCulture), row.GetInt64(4)),
                AverageLengths.Of(row.GetDouble(5), row.Nullable<double>(6))),
            ct).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The table search_horizon is empty. Run SearchSchema.MigrateAsync.");
    }

    // Builds a segment while the next documents arrive.
    async Task<List<Segment>?> ReadDocumentsAsync(NpgsqlConnection db, AverageLengths averages, CancellationToken ct)
    {
        const string sql = """
            select id, surface, audience_tags, length, title_length, quality, updated_at, changed_xid::text,
                   tsvectorsend(tsv), author_id
            from search_document where deleted_at is null
            """;

        await using var command = new NpgsqlCommand(sql, db) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var segments = new List<Segment>();
        var building = Task.FromResult(new SegmentBuilder(averages).Build());
        for (var any = true; any;)
        {
            var builder = new SegmentBuilder(averages);
            while (builder.Count < DocumentsInASegment
                && (any = await reader.ReadAsync(ct).ConfigureAwait(false)))
                Read(reader, builder);

            segments.Add(await building.ConfigureAwait(false));
            building = Task.Run(builder.Build, ct);
            if (segments.Sum(segment => segment.Bytes) + _audiences.Bytes + _authors.Bytes > maxBytes)
                return null;
        }

        segments.Add(await building.ConfigureAwait(false));
        segments.RemoveAll(segment => segment.Count == 0);
        return segments;
    }

    void Read(NpgsqlDataReader row, SegmentBuilder builder) => builder.Add(
        new(
            row.GetInt64(0),
            _audiences.Number(row.GetString(1), row.GetFieldValue<string[]>(2)),
            FieldLengths.Of(row.GetInt32(3), row.GetInt32(4)),
            row.GetFloat(5),
            row.GetFieldValue<DateTimeOffset>(6),
            ulong.Parse(row.GetString(7), NumberStyles.None, CultureInfo.InvariantCulture),
            _authors.Number(row.Nullable<Guid>(9))),
        row.GetFieldValue<byte[]>(8));
}
