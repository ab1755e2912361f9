using Bits.Platform.Rpc;
using Bits.Search.Signals;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Recommending;

/// <summary>What a member has said about recommendations: that they want none, or not these.</summary>
static class Preferences
{
    /// <summary>Returns whether a member gets recommendations.</summary>
    public static Task<bool> IsOnAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select not exists (select from recommend_opt_out where user_id = $1)";

        return db.FindAsync(sql, [userId], row => row.GetBoolean(0), ct);
    }

    /// <summary>Lists all members who want none.</summary>
    public static async Task<HashSet<Guid>> ListOffAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select user_id from recommend_opt_out";

        return [.. await db.QueryAsync(sql, [], row => row.GetGuid(0), ct)];
    }

    /// <summary>Switches recommendations on or off. Off deletes what was computed for the member.</summary>
    /// <returns>Whether it changed anything.</returns>
    public static async Task<bool> SwitchAsync(NpgsqlConnection db, Guid userId, bool isOn, IReadOnlyList<string> lists, CancellationToken ct)
    {
        const string on = "delete from recommend_opt_out where user_id = $1";
        const string off = "insert into recommend_opt_out (user_id) values ($1) on conflict on constraint recommend_opt_out_pkey do nothing";
        const string forget = "delete from recommend_history where user_id = $1";

        if (isOn)
            return await db.ExecuteAsync(on, [userId], ct) > 0;
        if (await db.ExecuteAsync(off, [userId], ct) == 0)
            return false;

        await db.ExecuteAsync(forget, [userId], ct);
        await CandidateStore.ReplaceAsync(db, [userId], lists, [], ct);
        return true;
    }

    /// <summary>Keeps that a member does not want a document.</summary>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> DismissAsync(NpgsqlConnection db, Guid userId, string surface, string entityId, CancellationToken ct)
    {
        const string sql = """
            insert into recommend_dismissal (user_id, surface, entity_id)
            values ($1, $2, $3)
            on conflict on constraint recommend_dismissal_pkey do nothing
            """;

        return await db.ExecuteAsync(sql, [userId, surface, entityId], ct) > 0;
    }

    /// <summary>Lists what members have dismissed, as <c>surface/entity</c>.</summary>
    public static async Task<ILookup<Guid, string>> ListDismissedAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        const string sql = "select user_id, surface || '/' || entity_id from recommend_dismissal where user_id = any($1)";

        return (await db.QueryAsync(sql, [users.ToArray()], row => (User: row.GetGuid(0), Document: row.GetString(1)), ct))
            .ToLookup(row => row.User, row => row.Document);
    }

    /// <summary>Returns the query of what a member has dismissed, as <c>surface/entity</c>; its answer is null when the member wants no
    /// recommendations.</summary>
    public static BatchedQuery<HashSet<string>?> DismissedQuery(Guid userId)
    {
        const string sql = """
            select case when not exists (select from recommend_opt_out where user_id = $1)
                then array(select surface || '/' || entity_id from recommend_dismissal where user_id = $1) end
            """;

        return new(sql, [userId], row => row.IsDBNull(0) ? null : [.. row.GetFieldValue<string[]>(0)]);
    }
}
