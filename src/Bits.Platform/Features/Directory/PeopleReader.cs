using Bits.Platform.Accounts;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Reads people as a viewer sees them: the one way from profiles to answers. Other features may use it too.</summary>
public sealed class PeopleReader(Relations relations, Blocks blocks, Verifications verifications)
{
    /// <summary>Returns the rows of people in the given order; leaves out machines, and disabled and erased accounts.</summary>
    /// <param name="db">An open connection without a transaction.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="people">The people.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<IReadOnlyList<PersonRow>> ListAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyList<Guid> people, CancellationToken ct) =>
        Snapshot.ReadAsync(db, () => ListInSnapshotAsync(db, viewerId, people, ct), ct);

    /// <summary>Returns the same in the snapshot of an open transaction.</summary>
    internal async Task<IReadOnlyList<PersonRow>> ListInSnapshotAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyList<Guid> people, CancellationToken ct)
    {
        if (people.Count == 0)
            return [];

        var related = await relations.ListAsync(db, viewerId, people, ct);
        var profiles = await Profile.ListAsync(db, people, ct);
        var accounts = (await AccountDirectory.ListOverviewsAsync(db, people, ct)).Where(IsListed).ToDictionary(a => a.Account.Id);
        var verified = await verifications.ListAsync(db, people, ct);

        return [.. people.Where(accounts.ContainsKey).Select(Row)];

        PersonRow Row(Guid id)
        {
            var (relation, connection) = related[id];
            var fields = profiles[id].VisibleTo(relation);
            var account = accounts[id];
            return new(
                id, account.Account.Name, account.Account.Batch, account.Campus, fields.Headline, fields.Title, fields.Company,
                fields.City, connection, relation.HasFlag(Relation.Batch), relation.HasFlag(Relation.Groups),
                fields.PhotoId, verified.ContainsKey(id));
        }
    }

    /// <summary>Finds the page of a person; null for a machine, and for a disabled or erased account.</summary>
    internal Task<ProfileView?> FindAsync(NpgsqlConnection db, Guid viewerId, Guid personId, CancellationToken ct) =>
        Snapshot.ReadAsync(
            db, async () =>
            {
                if ((await AccountDirectory.ListOverviewsAsync(db, [personId], ct)).Find(IsListed) is not { } account)
                    return null;

                var (relation, connection) = (await relations.ListAsync(db, viewerId, [personId], ct))[personId];
                var blocked = await blocks.ListAsync(db, viewerId, ct);
                var profile = (await Profile.ListAsync(db, [personId], ct))[personId];
                return ProfileView.Of(
                    account, profile, relation, connection,
                    [
                        .. ActionsOn(relation, connection, blocked.Contains(personId)),
                        .. relation.HasFlag(Relation.Self) ? [] : await VouchingAsync(db, viewerId, personId, ct),
                    ],
                    await FindVerificationAsync(db, viewerId, personId, blocked, ct));
            }, ct);

    /// <summary>Returns whether the directory has a person.</summary>
    internal static Task<bool> IsListedAsync(NpgsqlConnection db, Guid personId, CancellationToken ct)
    {
        const string sql = "select exists (select from directory_entry where user_id = $1 and is_listed)";

        return db.FindAsync(sql, [personId], row => row.GetBoolean(0), ct);
    }

    static async Task<ProfileAction[]> VouchingAsync(NpgsqlConnection db, Guid viewerId, Guid personId, CancellationToken ct) =>
        await Vouches.ExistsAsync(db, personId, viewerId, ct) ? [ProfileAction.WithdrawVouch]
        : await Verifications.CanVouchAsync(db, viewerId, ct) && await Vouches.AreOfOneBatchAsync(db, viewerId, personId, ct) ? [ProfileAction.Vouch]
        : [];

    async Task<Verification?> FindVerificationAsync(
        NpgsqlConnection db, Guid viewerId, Guid personId, IReadOnlyCollection<Guid> blocked, CancellationToken ct)
    {
        if (!(await verifications.ListAsync(db, [personId], ct)).TryGetValue(personId, out var verification))
            return null;

        var vouchers = verification.Vouchers.Select(voucher => voucher.UserId).ToList();
        var hidden = blocked.Concat(await blocks.ListBlockersAsync(db, viewerId, vouchers, ct)).ToHashSet();
        return verification with { Vouchers = [.. verification.Vouchers.Where(voucher => !hidden.Contains(voucher.UserId))] };
    }

    static IEnumerable<ProfileAction> ActionsOn(Relation relation, ConnectionView connection, bool isBlocked) =>
        relation.HasFlag(Relation.Self) ? [ProfileAction.Edit]
        : isBlocked ? [ProfileAction.Unblock]
        : connection switch
        {
            ConnectionView.None => [ProfileAction.Connect, ProfileAction.Block],
            ConnectionView.Requested => [ProfileAction.Withdraw, ProfileAction.Block],
            ConnectionView.Received => [ProfileAction.Accept, ProfileAction.Decline, ProfileAction.Block],
            ConnectionView.Connected => [ProfileAction.Disconnect, ProfileAction.Block],
        };

    static bool IsListed(AccountOverview account) => account is { ClientId: null, DisabledAt: null, ErasedAt: null };
}
