using System.Globalization;
using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>All that a live search asks the database before it answers: the viewer, and what has committed since a snapshot.
/// </summary>
/// <param name="Viewer">The viewer.</param>
/// <param name="Scopes">The scopes of the viewer.</param>
/// <param name="Snapshot">The snapshot of this read.</param>
/// <param name="Now">Its time.</param>
/// <param name="IsStandby">Whether the server is a standby.</param>
/// <param name="Entries">The changed entries.</param>
/// <param name="Transitions">The changed memberships.</param>
sealed record LiveNews(
    ViewerFacts Viewer, IReadOnlyList<Scope> Scopes, string Snapshot, DateTimeOffset Now, bool IsStandby,
    IReadOnlyList<Action<ColumnIndex>> Entries, IReadOnlyList<Transition> Transitions)
{
    /// <summary>Reads it in one round trip.</summary>
    /// <param name="db">A connection with a transaction at repeatable read.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="since">The snapshot of the index.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<LiveNews> ReadAsync(NpgsqlConnection db, Guid viewerId, string since, CancellationToken ct)
    {
        var viewer = ViewerFacts.Queries(viewerId);
        var (scopes, state, transitions) = (Memberships.AudienceTagsRead(viewerId), StateQuery(), MembershipHistory.SinceRead(since));
        await using var batch = new NpgsqlBatch(db);
        foreach (var query in viewer)
            batch.BatchCommands.Add(query.Command());
        batch.BatchCommands.Add(scopes.Command);
        batch.BatchCommands.Add(state.Command());
        batch.BatchCommands.Add(transitions.Command);
        batch.BatchCommands.Add(EntriesSince(since));

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var facts = new List<Guid[]?>();
        foreach (var query in viewer)
            facts.Add(await query.ReadNextAsync(reader, ct));
        var tags = await scopes.ReadAsync(reader, ct);
        var (snapshot, now, isStandby) = await state.ReadNextAsync(reader, ct);
        return new(
            ViewerFacts.Of(viewerId, facts), [.. tags.Select(Scope.Parse)], snapshot, now, isStandby,
            Transitions: await transitions.ReadAsync(reader, ct), Entries: await ReadEntriesAsync(reader, ct));
    }

    /// <summary>Returns whether the snapshot can follow another one: false if that is of another server.</summary>
    public bool IsAfter(string since) => EndOf(Snapshot) >= EndOf(since);

    /// <summary>Brings an index up to date.</summary>
    public void Apply(ColumnIndex index)
    {
        foreach (var set in Entries)
            set(index);
        foreach (var transition in Transitions)
            if (Relations.AllTypes.Contains(transition.Scope.Type))
                index.SetMember(transition.Scope, transition.UserId, transition.ToState == MemberState.Active, transition.Until);
    }

    /// <summary>Reads an entry: <c>user_id, name_key, words, facets, is_listed</c>.</summary>
    public static Action<ColumnIndex> ReadEntry(NpgsqlDataReader row)
    {
        var (id, key, isListed) = (row.GetGuid(0), row.GetString(1), row.GetBoolean(4));
        var (words, facets) = (row.GetFieldValue<string[]>(2), row.GetFieldValue<string[]>(3));
        return index => index.Set(id, key, words, facets, isListed);
    }

    static BatchedQuery<(string Snapshot, DateTimeOffset Now, bool IsStandby)> StateQuery()
    {
        const string sql = "select pg_current_snapshot()::text, now(), pg_is_in_recovery()";

        return new(sql, [], row => (row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetBoolean(2)));
    }

    static NpgsqlBatchCommand EntriesSince(string snapshot)
    {
        // In two parts and with a range, as MembershipHistory.SinceRead: the planner takes any transaction for a large part of the table.
        const string sql = """
            select user_id, name_key, words, facets, is_listed
            from directory_entry
            where xid >= pg_snapshot_xmax($1::text::pg_snapshot)
            union all
            select e.user_id, e.name_key, e.words, e.facets, e.is_listed
            from pg_snapshot_xip($1::text::pg_snapshot) as before (x)
            cross join lateral (select * from directory_entry where xid between x and x offset 0) as e
            """;

        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddAll([snapshot]);
        return command;
    }

    static async Task<IReadOnlyList<Action<ColumnIndex>>> ReadEntriesAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var entries = new List<Action<ColumnIndex>>();
        while (await reader.ReadAsync(ct))
            entries.Add(ReadEntry(reader));
        return entries;
    }

    // Written as xmin:xmax:list.
    static ulong EndOf(string snapshot) => ulong.Parse(snapshot.Split(':')[1], CultureInfo.InvariantCulture);
}
