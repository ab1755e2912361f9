using Bits.Platform.Features.Notifications;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>Reads and records what verifies people. Other features use it instead of the tables. See
/// <c>docs/design/claims.md</c>.</summary>
public sealed class Verifications(Notifier notifier, IOptions<DirectoryOptions> options)
{
    // A mailbox may pass to another person: the proof has to be renewed, which each sign-in by mail does.
    static readonly TimeSpan AddressLifetime = TimeSpan.FromDays(365);

    /// <summary>Returns the strongest verification in force of each of some people; leaves out those without one.</summary>
    public async Task<IReadOnlyDictionary<Guid, Verification>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        var levels = await ListLevelsAsync(db, people, ct);
        return levels.GroupBy(level => level.UserId)
            .ToDictionary(of => of.Key, of => of.Select(level => level.Verification).MinBy(verification => verification.Level)!);
    }

    /// <summary>Returns all verifications in force of some people, also those that stronger ones cover.</summary>
    public async Task<IReadOnlyList<(Guid UserId, Verification Verification)>> ListLevelsAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        const string sql = """
            select user_id, level, since, until
            from directory_verification
            where user_id = any($1) and (until is null or until > now())
            """;

        if (people.Count == 0)
            return [];

        var recorded = await db.QueryAsync(
            sql, [people.ToArray()],
            row => (row.GetGuid(0), new Verification(
                EnumText.Parse<VerificationLevel>(row.GetString(1)), row.GetFieldValue<DateTimeOffset>(2), row.Nullable<DateTimeOffset>(3), [])),
            ct);
        var vouched = (await Vouches.ListAsync(db, people, ct)).GroupBy(vouch => vouch.PersonId)
            .Select(of => (of.Key, Vouches.Verify([.. of])))
            .Where(of => of.Item2 is not null);
        return [.. recorded, .. vouched.Select(of => (of.Key, of.Item2!))];
    }

    /// <summary>Returns whether a member can vouch: verified by the institute or a mailbox, not only by other members.</summary>
    internal static Task<bool> CanVouchAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select exists (
                select from directory_verification where user_id = $1 and (until is null or until > now()))
            """;

        return db.FindAsync(sql, [userId], row => row.GetBoolean(0), ct);
    }

    /// <summary>Records people whom a file of the institute lists. A record that an operator has ended stays ended.</summary>
    /// <returns>How many are new.</returns>
    public Task<int> RecordImportedAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        const string sql = """
            insert into directory_verification (user_id, level)
            select distinct id, 'institute' from unnest($1::uuid[]) as n (id) order by id
            on conflict on constraint directory_verification_pkey do nothing
            """;

        return db.ExecuteAsync(sql, [people.ToArray()], ct);
    }

    /// <summary>Records that a person reads the mailbox of an address, if it is of a domain of the institute; for a year.
    /// </summary>
    public async Task RecordAddressAsync(NpgsqlConnection db, Guid userId, string address, CancellationToken ct)
    {
        const string sql = """
            insert into directory_verification as v (user_id, level, until)
            values ($1, 'email_domain', now() + $2)
            on conflict on constraint directory_verification_pkey do update
            set since = case when v.until <= now() then now() else v.since end, until = excluded.until
            """;

        ArgumentNullException.ThrowIfNull(address);
        if (options.Value.IsOfInstitute(address))
            await ChangeAsync(db, userId, VerificationLevel.EmailDomain, () => db.ExecuteAsync(sql, [userId, AddressLifetime], ct), ct);
    }

    /// <summary>Forgets the proof of an address that is no longer the account's.</summary>
    internal static Task ForgetAddressAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "delete from directory_verification where user_id = $1 and level = 'email_domain'";

        return db.ExecuteAsync(sql, [userId], ct);
    }

    /// <summary>Records that an operator has found a person in the records of the institute.</summary>
    /// <returns>Whether anything changed.</returns>
    internal Task<bool> RecordInstituteAsync(NpgsqlConnection db, Guid userId, Guid? by, DateTimeOffset? until, CancellationToken ct)
    {
        const string sql = """
            insert into directory_verification as v (user_id, level, until, verified_by)
            values ($1, 'institute', $2, $3)
            on conflict on constraint directory_verification_pkey do update
            set since = case when v.until <= now() then now() else v.since end, until = excluded.until, verified_by = excluded.verified_by
            where v.until is distinct from excluded.until or v.verified_by is distinct from excluded.verified_by
            """;

        return ChangeAsync(db, userId, VerificationLevel.Institute, () => db.ExecuteAsync(sql, [userId, until, by], ct), ct);
    }

    /// <summary>Ends the record of the institute. Vouches of the person count no more, unless a mailbox verifies them.</summary>
    /// <returns>Whether it was in force.</returns>
    internal static async Task<bool> EndInstituteAsync(NpgsqlConnection db, Guid userId, Guid by, CancellationToken ct)
    {
        const string sql = """
            update directory_verification
            set until = now(), verified_by = $2
            where user_id = $1 and level = 'institute' and (until is null or until > now())
            """;

        return await db.ExecuteAsync(sql, [userId, by], ct) > 0;
    }

    /// <summary>Adds a vouch, and tells the person; also that they are verified, by the vouch that makes them so.</summary>
    /// <returns>Whether it is new.</returns>
    internal async Task<bool> VouchAsync(NpgsqlConnection db, Guid personId, Guid voucherId, CancellationToken ct)
    {
        await Vouches.LockAsync(db, personId, ct);
        var isAdded = false;
        await ChangeAsync(
            db, personId, VerificationLevel.Vouched,
            async () => (isAdded = await Vouches.AddAsync(db, personId, voucherId, ct)) ? 1 : 0, ct);
        if (isAdded)
            await notifier.NotifyAsync(db, VouchText.Of(personId, voucherId), [personId], ct);
        return isAdded;
    }

    // Tells a person who was not verified before, and is now.
    async Task<bool> ChangeAsync(
        NpgsqlConnection db, Guid userId, VerificationLevel level, Func<Task<int>> write, CancellationToken ct)
    {
        var before = await ListAsync(db, [userId], ct);
        var isChanged = await write() > 0;
        if (before.Count == 0 && (await ListAsync(db, [userId], ct)).ContainsKey(userId))
            await notifier.NotifyAsync(db, VerifiedText.Of(userId, level), [userId], ct);
        return isChanged;
    }
}
