using System.Globalization;
using Bits.Search.Live.Segments;
using Bits.Search.Ranking;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Live.Follow;

/// <summary>Reads in one statement what has changed since a snapshot.</summary>
/// <remarks>Reads exactly the transactions that had not ended in that snapshot: those in progress and all later ones.
/// The statement skips the rows of transactions in progress, from one transaction to the next. A long open transaction
/// therefore adds no cost.</remarks>
sealed class ChangeReader(Audiences audiences, Authors authors)
{
    const string Sql = """
        with present as materialized (
            select pg_current_snapshot() as seen, pg_current_xact_id_if_assigned() as mine
        ), gap as (
            select edge as low, lead(edge) over (order by edge) as high
            from (select $1::xid8 as edge
                  union select x from present, pg_snapshot_xip(seen) as x where x > $1::xid8
                  union select pg_snapshot_xmax(seen) from present) as edges
        ), changed as (
            select c.document_id from gap cross join lateral (
                select document_id from search_change where xid > low and xid < high
                order by xid, document_id limit $3) as c
            union
            select c.document_id from present, unnest($2::xid8[] || mine) as x cross join lateral (
                select document_id from search_change where xid = x order by xid, document_id limit $3) as c
            where x = mine or pg_visible_in_snapshot(x, seen)
        )
        select seen::text, statement_timestamp(), h.pruned_below::text, h.generation, c.document_id,
               d.surface, d.audience_tags, d.length, d.title_length, d.quality, d.updated_at, d.changed_xid::text, tsvectorsend(d.tsv),
               d.author_id
        from present cross join (select pruned_below, generation from search_horizon limit 1) as h
        left join (select document_id from changed limit $3) as c on true
        left join lateral (select * from search_document where id = c.document_id and deleted_at is null offset 0) as d on true
        """;

    /// <summary>Returns the statement for a connection that stays open; see <see cref="ReadAsync"/>.</summary>
    public static NpgsqlCommand Command(NpgsqlConnection db) => new(Sql, db)
    {
        Parameters = { new() { Value = "0" }, new() { Value = Array.Empty<string>() }, new() { Value = 0 } },
    };

    /// <summary>Runs the statement.</summary>
    /// <param name="command">The result of <see cref="Command"/>; one run at a time.</param>
    /// <param name="since">The earlier snapshot.</param>
    /// <param name="max">The maximum number of documents.</param>
    /// <param name="ct">Stops the call.</param>
    public async Task<FetchedChanges> ReadAsync(NpgsqlCommand command, PgSnapshot since, int max, CancellationToken ct)
    {
        command.Parameters[0].Value = Text(since.Xmax - 1);
        command.Parameters[1].Value = Array.ConvertAll(since.InProgress, Text);
        command.Parameters[2].Value = max + 1;
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);

        await reader.ReadAsync(ct).ConfigureAwait(false);
        var fetched = ReadHead(reader);
        var changes = new List<DocumentChange>();
        do
        {
            if (!await reader.IsDBNullAsync(4, ct).ConfigureAwait(false))
                changes.Add(ReadChange(reader));
        }
        while (await reader.ReadAsync(ct).ConfigureAwait(false));

        return fetched with { Changes = changes, IsCut = changes.Count > max };
    }

    static FetchedChanges ReadHead(NpgsqlDataReader row) => new(
        new(PgSnapshot.Parse(row.GetString(0)), row.GetFieldValue<DateTimeOffset>(1)),
        new(Number(row.GetString(2)), row.GetInt64(3)),
        Changes: [],
        IsCut: false);

    DocumentChange ReadChange(NpgsqlDataReader row) => row.IsDBNull(5)
        ? new(row.GetInt64(4), Row: null, [])
        : new(
            row.GetInt64(4),
            new DocumentRow(
                row.GetInt64(4),
                audiences.Number(row.GetString(5), row.GetFieldValue<string[]>(6)),
                FieldLengths.Of(row.GetInt32(7), row.GetInt32(8)),
                row.GetFloat(9),
                row.GetFieldValue<DateTimeOffset>(10),
                Number(row.GetString(11)),
                authors.Number(row.Nullable<Guid>(13))),
            row.GetFieldValue<byte[]>(12));

    static string Text(ulong xid) => xid.ToString(CultureInfo.InvariantCulture);

    static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
