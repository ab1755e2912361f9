using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Lists the caller's connections, or requests, the latest first.</summary>
[Rpc(
    "directory.v1/ListConnections", DirectoryCapabilities.Connect, Reads = true,
    Example = """{"view":"received"}""",
    Answer = """{"connections":[{"person":{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Bikram Sen","batch":2012,"campus":"goa","headline":"Builds bridges.","title":"Engineer","company":"Setu Works","city":"Pune","connection":"received","sharesBatch":false,"sharesGroup":true,"photoId":null,"isVerified":true},"since":"2026-11-23T18:00:00Z","note":"We rowed together."}],"counts":{"connected":12,"received":1,"requested":0},"nextCursor":null}""")]
public sealed class ListConnections(PeopleReader people, Blocks blocks) : IRpc<ListConnections.Request, ListConnections.Response>
{
    /// <summary>Lists which to list.</summary>
    public enum View
    {
        /// <summary>Those who are connected.</summary>
        Connected,

        /// <summary>Those who wait for the caller's answer.</summary>
        Received,

        /// <summary>Those whose answer the caller waits for.</summary>
        Requested,
    }

    /// <summary>The page to list.</summary>
    /// <param name="View">Which to list.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(View View = View.Connected, [property: PageSize] int Limit = 20, [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Connections">The connections.</param>
    /// <param name="Counts">The number of each, with blocked members.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Connections, ConnectionCounts Counts, string? NextCursor);

    /// <summary>A connection.</summary>
    /// <param name="Person">The other person.</param>
    /// <param name="Since">The time of the request, or of the answer.</param>
    /// <param name="Note">The words of the request; null when accepted.</param>
    public sealed record Item(PersonRow Person, DateTimeOffset Since, string? Note);

    /// <summary>The number of connections and requests.</summary>
    /// <param name="Connected">Those who are connected.</param>
    /// <param name="Received">Those who wait for the caller's answer.</param>
    /// <param name="Requested">Those whose answer the caller waits for.</param>
    public sealed record ConnectionCounts(long Connected, long Received, long Requested);

    readonly record struct Place(DateTimeOffset At, Guid Id);

    /// <inheritdoc />
    public Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) => Snapshot.ReadAsync(
        call.Db, async () =>
        {
            var me = call.Caller.UserId;
            var rows = await ListAsync(call.Db, me, request.View, call.Cursors.Read<Place>(request.Cursor), request.Limit, ct);
            var hidden = (await blocks.ListAsync(call.Db, me, ct)).ToHashSet();
            var shown = (await people.ListInSnapshotAsync(call.Db, me, [.. rows.Select(row => row.Id).Where(id => !hidden.Contains(id))], ct))
                .ToDictionary(person => person.UserId);

            return new Response(
                [.. rows.Where(row => shown.ContainsKey(row.Id)).Select(row => new Item(shown[row.Id], row.At, row.Note))],
                await CountAsync(call.Db, me, ct),
                call.Cursors.Next(rows, request.Limit, row => new Place(row.At, row.Id)));
        }, ct);

    static Task<List<(Guid Id, DateTimeOffset At, string? Note)>> ListAsync(
        NpgsqlConnection db, Guid me, View view, Place? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select other, at, note
            from (
                select high_id as other, requested_by, state, note, coalesce(case when state = 'accepted' then decided_at end, requested_at) as at
                from directory_connection where low_id = $1
                union all
                select low_id, requested_by, state, note, coalesce(case when state = 'accepted' then decided_at end, requested_at)
                from directory_connection where high_id = $1) as c
            where case $2
                    when 'connected' then state = 'accepted'
                    when 'received' then state = 'pending' and requested_by <> $1
                    else state <> 'accepted' and requested_by = $1 end
              and (at, other) < (coalesce($3::timestamptz, 'infinity'), $4)
            order by at desc, other desc
            limit $5
            """;

        return db.QueryAsync(
            sql, [me, view.ToText(), after?.At, after?.Id ?? Guid.AllBitsSet, limit],
            row => (row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), view == View.Connected ? null : row.NullableString(2)), ct);
    }

    static async Task<ConnectionCounts> CountAsync(NpgsqlConnection db, Guid me, CancellationToken ct)
    {
        const string sql = """
            select count(*) filter (where state = 'accepted'),
                   count(*) filter (where state = 'pending' and requested_by <> $1),
                   count(*) filter (where state <> 'accepted' and requested_by = $1)
            from directory_connection
            where low_id = $1 or high_id = $1
            """;

        return (await db.FindAsync(sql, [me], row => new ConnectionCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), ct))!;
    }
}
