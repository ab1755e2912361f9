using System.Globalization;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>Reads all documents as of one moment.</summary>
sealed class LiveLoader(NpgsqlDataSource dataSource, Audiences audiences, long maxBytes)
{
    const int DocumentsInASegment = 131_072;
    const double DefaultAverageLength = 100;

    /// <summary>The index as of a moment.</summary>
    /// <param name="Documents">The documents.</param>
    /// <param name="Horizon">How far back changes could be read at that moment.</param>
    public sealed record Loaded(LiveDocuments Documents, ChangeHorizon Horizon);

    /// <summary>Reads the documents; null where they do not fit into the bound.</summary>
    public async Task<Loaded?> LoadAsync(CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var tx = await db.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct)
            .ConfigureAwait(false);

        var (snapshot, horizon, averageLength) = await ReadMomentAsync(db, ct).ConfigureAwait(false);
        return await ReadDocumentsAsync(db, averageLength, ct).ConfigureAwait(false) is { } segments
            ? new(new(segments, snapshot, averageLength), horizon)
            : null;
    }

    static async Task<(PgSnapshot, ChangeHorizon, double)> ReadMomentAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select pg_current_snapshot()::text, pruned_below::text, generation,
                   (select average_length from search_statistics order by version desc limit 1)
            from search_horizon
            """;

        return await db.FindAsync(
            sql, [],
            row => (
                PgSnapshot.Parse(row.GetString(0)),
                new ChangeHorizon(
                    ulong.Parse(row.GetString(1), NumberStyles.None, CultureInfo.InvariantCulture), row.GetInt64(2)),
                row.Nullable<double>(3) is { } average and > 0 ? average : DefaultAverageLength),
            ct).ConfigureAwait(false);
    }

    // A segment is built while the next documents arrive.
    async Task<List<Segment>?> ReadDocumentsAsync(NpgsqlConnection db, double averageLength, CancellationToken ct)
    {
        const string sql = """
            select id, surface, audience_tags, length, quality, updated_at, changed_xid::text, tsvectorsend(tsv)
            from search_document
            """;

        await using var command = new NpgsqlCommand(sql, db) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var segments = new List<Segment>();
        var building = Task.FromResult(new SegmentBuilder(averageLength).Build());
        for (var any = true; any;)
        {
            var builder = new SegmentBuilder(averageLength);
            while (builder.Count < DocumentsInASegment
                && (any = await reader.ReadAsync(ct).ConfigureAwait(false)))
                builder.Add(ReadRow(reader), reader.GetFieldValue<byte[]>(7));

            segments.Add(await building.ConfigureAwait(false));
            building = Task.Run(builder.Build, ct);
            if (segments.Sum(segment => segment.Bytes) + audiences.Bytes > maxBytes)
                return null;
        }

        segments.Add(await building.ConfigureAwait(false));
        segments.RemoveAll(segment => segment.Count == 0);
        return segments;
    }

    DocumentRow ReadRow(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        audiences.Number(row.GetString(1), row.GetFieldValue<string[]>(2)),
        row.GetInt32(3),
        row.GetFloat(4),
        row.GetFieldValue<DateTimeOffset>(5),
        ulong.Parse(row.GetString(6), NumberStyles.None, CultureInfo.InvariantCulture));
}
