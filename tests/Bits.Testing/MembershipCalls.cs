using System.Collections;
using Bits.Membership;
using Bits.Shared;

namespace Bits.Testing;

/// <summary>Runs one call of the memberships in a transaction of its own, which commits.</summary>
public static class MembershipCalls
{
    public static Task<Member> GetAsync(this Memberships memberships, Guid userId, Scope scope, CancellationToken ct) =>
        memberships.DataSource.WithConnectionAsync(async db => (await memberships.FindAsync(db, userId, scope, ct))!, ct);

    public static Task<BitArray> AreMembersAsync(
        this Memberships memberships, IReadOnlyList<MemberKey> keys, CancellationToken ct) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.AreMembersAsync(db, keys, ct), ct);

    public static Task<long> CountByScopeAsync(
        this Memberships memberships, Scope scope, MemberFilter filter = default, CancellationToken ct = default) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.CountByScopeAsync(db, scope, filter, ct), ct);

    public static Task<ScopeOverview> OverviewAsync(
        this Memberships memberships, Guid userId, Scope scope, CancellationToken ct) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.OverviewAsync(db, userId, scope, ct), ct);

    public static Task<IReadOnlyList<string>> AudienceTagsAsync(
        this Memberships memberships, Guid userId, CancellationToken ct) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.AudienceTagsAsync(db, userId, ct), ct);

    public static Task<JoinOutcome> JoinAsync(
        this Memberships memberships, Guid userId, Scope scope, CancellationToken ct) =>
        memberships.DataSource.InTransactionAsync(db => memberships.JoinAsync(db, userId, scope, ct), ct);

    public static Task<AddOutcome> AddMemberAsync(
        this Memberships memberships, NewMember member, OnBanned onBanned, Change by, CancellationToken ct) =>
        memberships.DataSource.InTransactionAsync(db => memberships.AddMemberAsync(db, member, onBanned, by, ct), ct);

    public static Task<IReadOnlyList<AddOutcome>> AddMembersAsync(
        this Memberships memberships, IReadOnlyList<NewMember> members, Change by, IProgress<int>? progress = null,
        CancellationToken ct = default) =>
        memberships.DataSource.InTransactionAsync(db => memberships.AddMembersAsync(db, members, by, progress, ct), ct);

    public static Task<RemoveOutcome> LeaveAsync(
        this Memberships memberships, Guid userId, Scope scope, CancellationToken ct) =>
        memberships.DataSource.InTransactionAsync(db => memberships.LeaveAsync(db, userId, scope, ct), ct);

    public static Task<RemoveOutcome> RemoveMemberAsync(
        this Memberships memberships, Guid userId, Scope scope, Change by, CancellationToken ct) =>
        memberships.DataSource.InTransactionAsync(db => memberships.RemoveMemberAsync(db, userId, scope, by, ct), ct);

    public static Task<BanOutcome> BanAsync(
        this Memberships memberships, Guid userId, Scope scope, Change by, DateTimeOffset? until = null,
        CancellationToken ct = default) =>
        memberships.DataSource.InTransactionAsync(db => memberships.BanAsync(db, userId, scope, by, until, ct), ct);

    public static Task<UnbanOutcome> UnbanAsync(
        this Memberships memberships, Guid userId, Scope scope, Change by, AfterBan after = AfterBan.Left,
        CancellationToken ct = default) =>
        memberships.DataSource.InTransactionAsync(db => memberships.UnbanAsync(db, userId, scope, by, after, ct), ct);

    public static Task<SetRoleOutcome> SetRoleAsync(
        this Memberships memberships, Guid userId, Scope scope, MemberRole role, Change by, CancellationToken ct) =>
        memberships.DataSource.InTransactionAsync(db => memberships.SetRoleAsync(db, userId, scope, role, by, ct), ct);

    public static Task<TransferOutcome> TransferOwnershipAsync(
        this Memberships memberships, Scope scope, Guid from, Guid to, Change by, CancellationToken ct) =>
        memberships.DataSource.InTransactionAsync(
            db => memberships.TransferOwnershipAsync(db, scope, from, to, by, ct), ct);

    public static Task<int> EndExpiredAsync(this Memberships memberships, int limit = 1_000, CancellationToken ct = default) =>
        memberships.DataSource.InTransactionAsync(db => memberships.EndExpiredAsync(db, limit, ct), ct);

    public static Task<RequestOutcome> SubmitAsync(
        this MembershipRequests requests, Guid userId, Scope scope, string? note = null, CancellationToken ct = default) =>
        requests.Memberships.DataSource.InTransactionAsync(db => requests.SubmitAsync(db, userId, scope, note, ct), ct);

    public static Task<ApproveOutcome> ApproveAsync(
        this MembershipRequests requests, Guid requestId, Change by, CancellationToken ct) =>
        requests.Memberships.DataSource.InTransactionAsync(db => requests.ApproveAsync(db, requestId, by, ct), ct);

    public static Task<bool> RejectAsync(
        this MembershipRequests requests, Guid requestId, Change by, CancellationToken ct) =>
        requests.Memberships.DataSource.InTransactionAsync(db => requests.RejectAsync(db, requestId, by, ct), ct);

    public static Task<bool> WithdrawAsync(
        this MembershipRequests requests, Guid userId, Guid requestId, CancellationToken ct) =>
        requests.Memberships.DataSource.InTransactionAsync(db => requests.WithdrawAsync(db, userId, requestId, ct), ct);

    public static Task<IReadOnlyList<MembershipRequest>> ListAsync(
        this MembershipRequests requests, Scope scope, RequestKind kind, MembershipRequest? after = null, int limit = 100,
        CancellationToken ct = default) =>
        requests.Memberships.DataSource.WithConnectionAsync(db => requests.ListAsync(db, scope, kind, after, limit, ct), ct);

    public static Task<MembershipRequest?> FindAsync(this MembershipRequests requests, Guid requestId, CancellationToken ct) =>
        requests.Memberships.DataSource.WithConnectionAsync(db => requests.FindAsync(db, requestId, ct), ct);

    public static Task<MembershipRequest?> FindAsync(
        this MembershipRequests requests, Guid userId, Scope scope, RequestKind kind, CancellationToken ct) =>
        requests.Memberships.DataSource.WithConnectionAsync(db => requests.FindAsync(db, userId, scope, kind, ct), ct);

    public static Task<Invitation> InviteAsync(
        this MembershipRequests requests, Scope scope, MemberRole role, Change by, Guid? userId = null,
        TimeSpan? lifetime = null, CancellationToken ct = default) =>
        requests.Memberships.DataSource.InTransactionAsync(
            db => requests.InviteAsync(db, scope, role, by, userId, lifetime, ct), ct);

    public static Task<AcceptOutcome> AcceptAsync(
        this MembershipRequests requests, Guid userId, string token, CancellationToken ct) =>
        requests.Memberships.DataSource.InTransactionAsync(db => requests.AcceptAsync(db, userId, token, ct), ct);

    public static Task<IReadOnlyList<MembershipRequest>> ListInvitationsAsync(
        this MembershipRequests requests, Guid userId, InvitationSide side, MembershipRequest? after = null, int limit = 100,
        CancellationToken ct = default) =>
        requests.Memberships.DataSource.WithConnectionAsync(
            db => requests.ListInvitationsAsync(db, userId, side, after, limit, ct), ct);

    public static Task<bool> WasMemberAsync(
        this MembershipHistory history, Guid userId, Scope scope, DateTimeOffset at, CancellationToken ct) =>
        history.Memberships.DataSource.WithConnectionAsync(db => history.WasMemberAsync(db, userId, scope, at, ct), ct);

    public static Task<IReadOnlyList<Transition>> ListAsync(
        this MembershipHistory history, Guid userId, Scope scope, int after = 0, int limit = 1_000,
        CancellationToken ct = default) =>
        history.Memberships.DataSource.WithConnectionAsync(db => history.ListAsync(db, userId, scope, after, limit, ct), ct);

    public static Task<MembershipChanges> ListChangesAsync(
        this MembershipHistory history, ChangePosition after = default, int limit = 1_000, CancellationToken ct = default) =>
        history.Memberships.DataSource.WithConnectionAsync(db => history.ListChangesAsync(db, after, limit, ct), ct);

    public static Task<IReadOnlyList<LedgerFinding>> VerifyAsync(
        this MembershipHistory history, int limit = 1_000, CancellationToken ct = default) =>
        history.Memberships.DataSource.WithConnectionAsync(db => history.VerifyAsync(db, limit, ct), ct);
}
