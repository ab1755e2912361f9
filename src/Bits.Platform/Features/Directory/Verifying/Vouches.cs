using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>A vouch that counts.</summary>
/// <param name="PersonId">For whom.</param>
/// <param name="VoucherId">Whose.</param>
/// <param name="Name">The name of the voucher.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">Until when the voucher is verified; null without end.</param>
readonly record struct CountedVouch(Guid PersonId, Guid VoucherId, string Name, DateTimeOffset At, DateTimeOffset? Until);

/// <summary>Reads and writes who vouches for whom.</summary>
/// <remarks>Only a member whom the institute or a mailbox verifies can vouch, never one who is only vouched for. So no chain is
/// longer than one, no ring exists, and the loss of one verification changes nothing but the vouches of that member. Which
/// vouches count is asked at each read: nothing has to be undone.</remarks>
static class Vouches
{
    /// <summary>How many vouches verify a person.</summary>
    public const int Needed = 2;

    /// <summary>Waits for others who change the vouches for a person, so that each sees what the one before has written.
    /// </summary>
    public static Task LockAsync(NpgsqlConnection db, Guid personId, CancellationToken ct)
    {
        const string sql = "select pg_advisory_xact_lock(hashtextextended('directory.vouch:' || $1::text, 0))";

        return db.ExecuteAsync(sql, [personId.ToString()], ct);
    }

    /// <summary>Lists the vouches for people that count now, the oldest first.</summary>
    public static Task<List<CountedVouch>> ListAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        const string sql = """
            select v.person_id, v.voucher_id, w.name, v.vouched_at, g.until
            from directory_vouch v
            join directory_entry p on p.user_id = v.person_id
            join directory_entry w on w.user_id = v.voucher_id and w.is_listed and w.batch = p.batch
            cross join lateral (
                select case when not bool_or(until is null) then max(until) end as until
                from directory_verification
                where user_id = v.voucher_id and (until is null or until > now())
                having count(*) > 0) as g
            where v.person_id = any($1)
            order by v.vouched_at, v.voucher_id
            """;

        return db.QueryAsync(
            sql, [people.ToArray()],
            row => new CountedVouch(
                row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.Nullable<DateTimeOffset>(4)), ct);
    }

    /// <summary>Returns whether a member vouches for a person, whether it counts or not.</summary>
    public static Task<bool> ExistsAsync(NpgsqlConnection db, Guid personId, Guid voucherId, CancellationToken ct)
    {
        const string sql = "select exists (select from directory_vouch where person_id = $1 and voucher_id = $2)";

        return db.FindAsync(sql, [personId, voucherId], row => row.GetBoolean(0), ct);
    }

    /// <summary>Adds a vouch.</summary>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> AddAsync(NpgsqlConnection db, Guid personId, Guid voucherId, CancellationToken ct)
    {
        const string sql = """
            insert into directory_vouch (person_id, voucher_id)
            values ($1, $2)
            on conflict on constraint directory_vouch_pkey do nothing
            """;

        return await db.ExecuteAsync(sql, [personId, voucherId], ct) > 0;
    }

    /// <summary>Removes a vouch.</summary>
    /// <returns>Whether it was there.</returns>
    public static async Task<bool> RemoveAsync(NpgsqlConnection db, Guid personId, Guid voucherId, CancellationToken ct)
    {
        const string sql = "delete from directory_vouch where person_id = $1 and voucher_id = $2";

        return await db.ExecuteAsync(sql, [personId, voucherId], ct) > 0;
    }

    /// <summary>Returns whether two people are of the same batch by the records of the institute.</summary>
    public static Task<bool> AreOfOneBatchAsync(NpgsqlConnection db, Guid one, Guid other, CancellationToken ct)
    {
        const string sql = """
            select exists (
                select from directory_entry a join directory_entry b on b.batch = a.batch
                where a.user_id = $1 and b.user_id = $2 and a.is_listed and b.is_listed)
            """;

        return db.FindAsync(sql, [one, other], row => row.GetBoolean(0), ct);
    }

    /// <summary>Returns the verification that vouches give; null while too few of them count.</summary>
    /// <param name="counted">The counted vouches for one person, the oldest first.</param>
    public static Verification? Verify(IReadOnlyList<CountedVouch> counted) => counted.Count < Needed
        ? null
        : new(
            VerificationLevel.Vouched, counted[Needed - 1].At,
            // It ends when fewer than are needed remain.
            counted.Select(vouch => vouch.Until).OrderByDescending(until => until ?? DateTimeOffset.MaxValue).ElementAt(Needed - 1),
            [.. counted.Select(vouch => new Voucher(vouch.VoucherId, vouch.Name))]);
}
