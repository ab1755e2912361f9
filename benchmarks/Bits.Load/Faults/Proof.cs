using System.Diagnostics.CodeAnalysis;
using Bits.Load.Database;
using Npgsql;

namespace Bits.Load.Faults;

/// <summary>What the database shows of something that clients were told.</summary>
/// <param name="What">Of what.</param>
/// <param name="Acknowledged">How many there should be.</param>
/// <param name="Lost">How many of them are not there.</param>
/// <param name="Surplus">How many are there that nobody asked for, or twice.</param>
sealed record Checked(string What, long Acknowledged, long Lost, long Surplus);

/// <summary>Holds what clients were told against the database: nothing is lost, nothing was done twice.</summary>
sealed class Proof(LoadSchema schema, IReadOnlyList<Acknowledged> acknowledged, IReadOnlyList<Home> homes)
{
    readonly Guid[] _groups = [.. acknowledged.Select(a => a.GroupId).Distinct()];

    /// <summary>Waits until every post has been told of.</summary>
    public Task DrainedAsync(CancellationToken ct) => schema.ReachAsync(
        "select not exists (select from jobs_queue_job where kind = 'groups.notify_post' and state in ('pending', 'running', 'failed'))",
        ct);

    /// <summary>Checks everything.</summary>
    public async Task<IReadOnlyList<Checked>> CheckAsync(CancellationToken ct) =>
    [
        await GroupsAsync(ct), await PostsAsync(ct), await MembershipsAsync(ct), await EventsAsync(ct), await NotificationsAsync(ct),
    ];

    async Task<Checked> GroupsAsync(CancellationToken ct)
    {
        const string sql = "select id from groups_group where slug like $1";
        var told = acknowledged.Where(a => a.Call == "groups.v1/CreateGroup").Select(a => a.GroupId).ToHashSet();
        return Compare("groups", told, await QueryAsync(sql, [$"{LoadClient.KeyPrefix}-%"], row => row.GetGuid(0), ct));
    }

    async Task<Checked> PostsAsync(CancellationToken ct)
    {
        const string sql = "select id from posts_post where scope = any($1)";
        var told = acknowledged.Where(a => a.PostId is not null).Select(a => a.PostId!.Value).ToHashSet();
        return Compare("posts", told, await QueryAsync(sql, [_groups.Select(g => $"group:{g}").ToArray()], row => row.GetGuid(0), ct));
    }

    // Each founding, joining and leaving is a line of the ledger, and the last of them is how it stands.
    async Task<Checked> MembershipsAsync(CancellationToken ct)
    {
        const string sql = """
            select m.user_id, m.scope_id::uuid, m.state = 'active',
                (select count(*) from memberships_transition t
                 where t.user_id = m.user_id and t.scope_type = 'group' and t.scope_id = m.scope_id)
            from unnest($1::text[]) as g (id)
            join memberships_membership m on m.scope_type = 'group' and m.scope_id = g.id
            """;

        var told = acknowledged.Where(a => a.PostId is null).GroupBy(a => (a.UserId, a.GroupId)).ToDictionary(
            pair => pair.Key, pair => (IsIn: pair.Last().Call != "groups.v1/LeaveGroup", Steps: pair.LongCount()));
        var there = (await QueryAsync(
            sql, [_groups.Select(g => g.ToString()).ToArray()],
            row => (Pair: (row.GetGuid(0), row.GetGuid(1)), IsIn: row.GetBoolean(2), Steps: row.GetInt64(3)), ct))
            .ToDictionary(m => m.Pair, m => (m.IsIn, m.Steps));

        return new(
            "memberships", told.Values.Sum(t => t.Steps),
            Lost: told.Count(t => !there.TryGetValue(t.Key, out var now) || now.IsIn != t.Value.IsIn || now.Steps < t.Value.Steps),
            Surplus: there.Count(t => !told.TryGetValue(t.Key, out var should) || t.Value.Steps > should.Steps));
    }

    // One event for each key: the effect and its event are one transaction.
    async Task<Checked> EventsAsync(CancellationToken ct)
    {
        const string sql = "select idempotency_key from audit_event where idempotency_key like $1 and outcome = 'success'";
        return Compare(
            "audit events", acknowledged.Select(a => a.Key).ToHashSet(),
            await QueryAsync(sql, [$"{LoadClient.KeyPrefix}-%"], row => row.GetString(0), ct));
    }

    // Those who were members all the time have each post of others in their inbox, once; nobody has one twice.
    async Task<Checked> NotificationsAsync(CancellationToken ct)
    {
        const string sql = """
            with due as (
                select p.id, m.user_id
                from posts_post p
                join unnest($1::uuid[], $2::uuid[]) as m (group_id, user_id)
                    on p.scope = 'group:' || m.group_id and m.user_id <> p.author_id
            ), got as (
                select n.subject_id::uuid as id, d.recipient_id as user_id, count(*) as times
                from notifications_notification n
                join notifications_delivery d on d.notification_id = n.id and d.channel = 'in_app'
                where n.kind = 'groups.notify_post' and n.scope_id = any($3)
                group by 1, 2
            )
            select count(*), count(*) filter (where times is null),
                (select coalesce(sum(times - 1), 0)::bigint from got)
            from due left join got using (id, user_id)
            """;

        var members = homes.SelectMany(home => home.Members.Select(member => (home.GroupId, member.Id))).ToList();
        return (await QueryAsync(
            sql,
            [
                members.Select(m => m.GroupId).ToArray(), members.Select(m => m.Id).ToArray(),
                homes.Select(home => home.GroupId.ToString()).ToArray(),
            ],
            row => new Checked("notifications", row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), ct))[0];
    }

    static Checked Compare<T>(string what, HashSet<T> told, List<T> there) => new(
        what, told.Count, Lost: told.Except(there).Count(), Surplus: there.Count - told.Intersect(there).Count());

    [SuppressMessage("Security", "CA2100", Justification = "Constants above.")]
    async Task<List<T>> QueryAsync<T>(string sql, object[] args, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = schema.DataSource.CreateCommand(sql);
        foreach (var arg in args)
            command.Parameters.Add(new() { Value = arg });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));

        return rows;
    }
}
