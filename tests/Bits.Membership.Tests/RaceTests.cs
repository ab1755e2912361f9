using System.Data;
using Npgsql;

namespace Bits.Membership.Tests;

/// <summary>What several do at once. Each race runs a thousand times on connections of its own.</summary>
public sealed class RaceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Trials = 1_000;
    static readonly Change By = Change.BySystem("test");

    readonly Memberships _memberships = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task Two_joins_at_once_make_one_member_and_one_line_of_history() => TryAsync(async scope =>
    {
        var user = Guid.CreateVersion7();

        var outcomes = await Task.WhenAll(
            _memberships.JoinAsync(user, scope, Ct), _memberships.JoinAsync(user, scope, Ct));

        Assert.Equal([JoinOutcome.Joined, JoinOutcome.AlreadyMember], outcomes.Order());
        Assert.Single(await _memberships.History.ListAsync(user, scope, ct: Ct));
    });

    [Fact]
    public Task Two_owners_who_leave_at_once_leave_one_behind() => TryAsync(async scope =>
    {
        var owners = await OwnersAsync(scope);

        var outcomes = await Task.WhenAll(owners.Select(o => _memberships.LeaveAsync(o, scope, Ct)));

        Assert.Equal([RemoveOutcome.Removed, RemoveOutcome.LastOwner], outcomes.Order());
        Assert.Single(await _memberships.ListByScopeAsync(scope, ct: Ct));
    });

    [Fact]
    public Task Two_owners_who_leave_at_once_from_old_snapshots_leave_one_behind() => TryAsync(async scope =>
    {
        var owners = await OwnersAsync(scope);

        var left = await Task.WhenAll(owners.Select(o => LeaveFromOldSnapshotAsync(o, scope)));

        Assert.True(left.Count(l => l) <= 1);
        Assert.NotEmpty(await _memberships.ListByScopeAsync(scope, new(Role: MemberRole.Owner), ct: Ct));
    }, trials: 200);

    [Fact]
    public Task A_ban_beats_a_join_at_the_same_time() => TryAsync(async scope =>
    {
        var user = Guid.CreateVersion7();

        await Task.WhenAll(_memberships.JoinAsync(user, scope, Ct), _memberships.BanAsync(user, scope, By, ct: Ct));

        Assert.Equal(MemberState.Banned, (await _memberships.FindAsync(user, scope, Ct))!.State);
    });

    [Fact]
    public Task A_ban_beats_an_approval_at_the_same_time() => TryAsync(async scope =>
    {
        var user = Guid.CreateVersion7();
        await _memberships.Requests.SubmitAsync(user, scope, ct: Ct);
        var request = (await _memberships.Requests.ListAsync(scope, RequestKind.Request, ct: Ct))[0].Id;

        await Task.WhenAll(
            _memberships.Requests.ApproveAsync(request, By, Ct), _memberships.BanAsync(user, scope, By, ct: Ct));

        Assert.Equal(MemberState.Banned, (await _memberships.FindAsync(user, scope, Ct))!.State);
        Assert.Empty(await _memberships.Requests.ListAsync(scope, RequestKind.Request, ct: Ct));
    });

    [Fact]
    public Task Of_two_who_come_with_one_invitation_one_is_let_in() => TryAsync(async scope =>
    {
        var invitation = await _memberships.Requests.InviteAsync(scope, MemberRole.Moderator, By, ct: Ct);

        var outcomes = await Task.WhenAll(
            _memberships.Requests.AcceptAsync(Guid.CreateVersion7(), invitation.Token, Ct),
            _memberships.Requests.AcceptAsync(Guid.CreateVersion7(), invitation.Token, Ct));

        Assert.Equal([AcceptOutcome.Joined, AcceptOutcome.NotFound], outcomes.Order());
    }, trials: 200);

    [Fact]
    public Task An_owner_who_hands_over_and_leaves_at_once_does_not_leave_the_scope_alone() => TryAsync(async scope =>
    {
        var (owner, heir) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await _memberships.AddMembersAsync([new(owner, scope, MemberRole.Owner), new(heir, scope)], By, ct: Ct);

        await Task.WhenAll(
            _memberships.TransferOwnershipAsync(scope, owner, heir, By, Ct), _memberships.LeaveAsync(owner, scope, Ct),
            _memberships.LeaveAsync(heir, scope, Ct));

        Assert.Single(await _memberships.ListByScopeAsync(scope, new(Role: MemberRole.Owner), ct: Ct));
    }, trials: 300);

    [Fact]
    public Task Two_imports_of_the_same_people_in_other_order_do_not_block_each_other() => TryAsync(async scope =>
    {
        NewMember[] members = [.. Enumerable.Range(0, 500).Select(_ => new NewMember(Guid.CreateVersion7(), scope))];

        var outcomes = await Task.WhenAll(
            _memberships.AddMembersAsync(members, By, ct: Ct),
            _memberships.AddMembersAsync([.. members.Reverse()], By, ct: Ct));

        Assert.Equal(500, outcomes.SelectMany(o => o).Count(o => o == AddOutcome.Added));
    }, trials: 10);

    // Four at a time, each in a scope of its own.
    static Task TryAsync(Func<Scope, Task> trial, int trials = Trials) => Parallel.ForAsync(
        0, Cases.Of(trials), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Ct },
        async (_, _) => await trial(Scope.Group(Guid.CreateVersion7())));

    async Task<Guid[]> OwnersAsync(Scope scope)
    {
        Guid[] owners = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        foreach (var owner in owners)
            await _memberships.AddMemberAsync(new(owner, scope, MemberRole.Owner), OnBanned.Refuse, By, Ct);
        return owners;
    }

    async Task<bool> LeaveFromOldSnapshotAsync(Guid owner, Scope scope)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, Ct);
        await _memberships.FindAsync(db, owner, scope, Ct); // takes the snapshot
        try
        {
            var outcome = await _memberships.LeaveAsync(db, owner, scope, Ct);
            await tx.CommitAsync(Ct);
            return outcome == RemoveOutcome.Removed;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure)
        {
            return false;
        }
    }
}
