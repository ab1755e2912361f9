using Bits.Platform.Accounts;
using Bits.Platform.Features.People;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Reads people as a viewer sees them: the one way from profiles to answers. Other features may use it too.</summary>
public sealed class PeopleReader(Relations relations, Blocks blocks)
{
    /// <summary>Returns the rows of people in the given order; leaves out machines, and disabled and erased accounts.</summary>
    /// <param name="db">An open connection without a transaction.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="people">The people.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<IReadOnlyList<PersonRow>> ListAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyList<Guid> people, CancellationToken ct) =>
        Relations.InSnapshotAsync(db, () => ListInSnapshotAsync(db, viewerId, people, ct), ct);

    /// <summary>Returns the same in the snapshot of an open transaction.</summary>
    internal async Task<IReadOnlyList<PersonRow>> ListInSnapshotAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyList<Guid> people, CancellationToken ct)
    {
        if (people.Count == 0)
            return [];

        var related = await relations.ListAsync(db, viewerId, people, ct);
        var profiles = await Profile.ListAsync(db, people, ct);
        var accounts = (await AccountDirectory.ListOverviewsAsync(db, people, ct)).Where(IsListed).ToDictionary(a => a.Account.Id);

        return [.. people.Where(accounts.ContainsKey).Select(Row)];

        PersonRow Row(Guid id)
        {
            var (relation, connection) = related[id];
            var fields = profiles[id].VisibleTo(relation);
            var account = accounts[id];
            return new(
                id, account.Account.Name, account.Account.Batch, account.Campus, fields.Headline, fields.Title, fields.Company,
                fields.City, connection, relation.HasFlag(Relation.Batch), relation.HasFlag(Relation.Groups));
        }
    }

    /// <summary>Finds the page of a person; null for a machine, and for a disabled or erased account.</summary>
    internal Task<ProfileView?> FindAsync(NpgsqlConnection db, Guid viewerId, Guid personId, CancellationToken ct) =>
        Relations.InSnapshotAsync(
            db, async () =>
            {
                if ((await AccountDirectory.ListOverviewsAsync(db, [personId], ct)).Find(IsListed) is not { } account)
                    return null;

                var (relation, connection) = (await relations.ListAsync(db, viewerId, [personId], ct))[personId];
                var isBlocked = (await blocks.ListAsync(db, viewerId, ct)).Contains(personId);
                var profile = (await Profile.ListAsync(db, [personId], ct))[personId];
                return ProfileView.Of(account, profile, relation, connection, [.. ActionsOn(relation, connection, isBlocked)]);
            }, ct);

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
