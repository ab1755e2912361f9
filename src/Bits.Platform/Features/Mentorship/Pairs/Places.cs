using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Counts the taken places of mentors, by conditional updates alone: over any number of runs and concurrent approvals, a
/// mentor never has more mentees than places.</summary>
static class Places
{
    /// <summary>Locks the applications of mentors, always in the same order, and returns how many places each has left. A mentor
    /// whose application is withdrawn has no place.</summary>
    public static async Task<Dictionary<Guid, int>> LockAsync(
        NpgsqlConnection db, Guid programmeId, IEnumerable<Guid> mentors, CancellationToken ct)
    {
        const string sql = """
            select user_id, case state when 'submitted' then capacity - taken else 0 end
            from mentorship_application
            where programme_id = $1 and user_id = any($2) and role = 'mentor'
            order by user_id
            for no key update
            """;

        return (await db.QueryAsync(
            sql, [programmeId, mentors.Distinct().ToArray()], row => (row.GetGuid(0), row.GetInt32(1)), ct)).ToDictionary();
    }

    /// <summary>Takes a place, if one is left.</summary>
    public static async Task<bool> TakeAsync(NpgsqlConnection db, Guid programmeId, Guid mentor, CancellationToken ct)
    {
        const string sql = """
            update mentorship_application
            set taken = taken + 1
            where programme_id = $1 and user_id = $2 and role = 'mentor' and state = 'submitted' and taken < capacity
            """;

        return await db.ExecuteAsync(sql, [programmeId, mentor], ct) > 0;
    }

    /// <summary>Gives a place back, once for each pair that held one.</summary>
    public static Task<int> FreeAsync(NpgsqlConnection db, Guid programmeId, Guid mentor, CancellationToken ct)
    {
        const string sql = "update mentorship_application set taken = taken - 1 where programme_id = $1 and user_id = $2 and role = 'mentor'";

        return db.ExecuteAsync(sql, [programmeId, mentor], ct);
    }
}
