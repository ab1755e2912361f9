using System.Collections;
using System.Collections.Frozen;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>Who is in which scope, in which role, since when, by whose hand.</summary>
/// <remarks>
/// <para>A write takes the caller's open connection and is part of the caller's transaction: it counts when that
/// commits, and never happened when that rolls back. The form without a connection runs in a transaction of its own.
/// A read without a connection sees what has committed.</para>
/// <para>Safe for concurrent use from any number of threads and processes: races are decided by the database. Two
/// joins at once make one member and one line in the ledger, two owners who leave at once leave one owner behind, and a
/// ban is ended by its own end, by <see cref="UnbanAsync(Guid, Scope, Change, AfterBan, CancellationToken)"/> or
/// <see cref="OnBanned.Reinstate"/> alone, whatever runs beside it. In a transaction that is repeatable read or stricter a
/// write that meets a concurrent one ends with a serialization failure: repeat the transaction.</para>
/// <para>Every method that is given a scope throws <see cref="ArgumentException"/> for a scope type that is not among
/// <see cref="MembershipOptions.ScopeTypes"/>.</para>
/// <para>Statements are fastest where the data source prepares them: <c>Max Auto Prepare=100</c> in the connection
/// string, unless a pooler in between does not allow it.</para>
/// <para>This is not an authorization library: it says who is what, not who may do what. Nothing is cached.</para>
/// </remarks>
/// <param name="dataSource">Where the tables are; see <see cref="MembershipSchema"/>.</param>
/// <param name="options">How it works; null: the defaults.</param>
public sealed partial class Memberships(NpgsqlDataSource dataSource, MembershipOptions? options = null)
{
    const int MaxPage = 10_000;

    readonly FrozenSet<string> _scopeTypes =
        (options ?? new MembershipOptions()).ScopeTypes.ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc cref="IsMemberAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<bool> IsMemberAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => IsMemberAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="RoleAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<MemberRole?> RoleAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => RoleAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="FindAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<Member?> FindAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => FindAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="GetAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<Member> GetAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => GetAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="AreMembersAsync(NpgsqlConnection, IReadOnlyList{MemberKey}, CancellationToken)"/>
    public Task<BitArray> AreMembersAsync(IReadOnlyList<MemberKey> keys, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => AreMembersAsync(db, keys, ct), ct);

    /// <inheritdoc cref="ListByScopeAsync(NpgsqlConnection, Scope, MemberFilter, Guid?, int, CancellationToken)"/>
    public Task<IReadOnlyList<Member>> ListByScopeAsync(
        Scope scope, MemberFilter filter = default, Guid? after = null, int limit = 100,
        CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ListByScopeAsync(db, scope, filter, after, limit, ct), ct);

    /// <inheritdoc cref="ListByUserAsync(NpgsqlConnection, Guid, MemberState?, Scope?, int, CancellationToken)"/>
    public Task<IReadOnlyList<Member>> ListByUserAsync(
        Guid userId, MemberState? state = null, Scope? after = null, int limit = 100, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ListByUserAsync(db, userId, state, after, limit, ct), ct);

    /// <inheritdoc cref="CountByScopeAsync(NpgsqlConnection, Scope, MemberFilter, CancellationToken)"/>
    public Task<long> CountByScopeAsync(
        Scope scope, MemberFilter filter = default, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => CountByScopeAsync(db, scope, filter, ct), ct);

    /// <inheritdoc cref="AudienceTagsAsync(NpgsqlConnection, Guid, CancellationToken)"/>
    public Task<IReadOnlyList<string>> AudienceTagsAsync(Guid userId, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => AudienceTagsAsync(db, userId, ct), ct);

    /// <inheritdoc cref="AsOfAsync(NpgsqlConnection, Guid, Scope, DateTimeOffset, CancellationToken)"/>
    public Task<Standing?> AsOfAsync(
        Guid userId, Scope scope, DateTimeOffset at, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => AsOfAsync(db, userId, scope, at, ct), ct);

    /// <inheritdoc cref="WasMemberAsync(NpgsqlConnection, Guid, Scope, DateTimeOffset, CancellationToken)"/>
    public Task<bool> WasMemberAsync(
        Guid userId, Scope scope, DateTimeOffset at, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => WasMemberAsync(db, userId, scope, at, ct), ct);

    /// <inheritdoc cref="HistoryAsync(NpgsqlConnection, Guid, Scope, int, int, CancellationToken)"/>
    public Task<IReadOnlyList<Transition>> HistoryAsync(
        Guid userId, Scope scope, int after = 0, int limit = 1_000, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => HistoryAsync(db, userId, scope, after, limit, ct), ct);

    /// <inheritdoc cref="ChangesAsync(NpgsqlConnection, ChangePosition, int, CancellationToken)"/>
    public Task<MembershipChanges> ChangesAsync(
        ChangePosition after = default, int limit = 1_000, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ChangesAsync(db, after, limit, ct), ct);

    /// <inheritdoc cref="ListRequestsAsync(NpgsqlConnection, Scope, RequestKind, MembershipRequest?, int, CancellationToken)"/>
    public Task<IReadOnlyList<MembershipRequest>> ListRequestsAsync(
        Scope scope, RequestKind kind, MembershipRequest? after = null, int limit = 100, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ListRequestsAsync(db, scope, kind, after, limit, ct), ct);

    /// <inheritdoc cref="FindRequestAsync(NpgsqlConnection, Guid, CancellationToken)"/>
    public Task<MembershipRequest?> FindRequestAsync(Guid requestId, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => FindRequestAsync(db, requestId, ct), ct);

    /// <inheritdoc cref="FindRequestAsync(NpgsqlConnection, Guid, Scope, RequestKind, CancellationToken)"/>
    public Task<MembershipRequest?> FindRequestAsync(
        Guid userId, Scope scope, RequestKind kind, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => FindRequestAsync(db, userId, scope, kind, ct), ct);

    /// <inheritdoc cref="ExportAsync(NpgsqlConnection, Guid, CancellationToken)"/>
    public Task<MembershipExport> ExportAsync(Guid userId, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ExportAsync(db, userId, ct), ct);

    /// <inheritdoc cref="VerifyAsync(NpgsqlConnection, int, CancellationToken)"/>
    public Task<IReadOnlyList<LedgerFinding>> VerifyAsync(int limit = 1_000, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => VerifyAsync(db, limit, ct), ct);

    /// <inheritdoc cref="JoinAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<JoinOutcome> JoinAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => JoinAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="AddMemberAsync(NpgsqlConnection, NewMember, OnBanned, Change, CancellationToken)"/>
    public Task<AddOutcome> AddMemberAsync(
        NewMember member, OnBanned onBanned, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => AddMemberAsync(db, member, onBanned, by, ct), ct);

    /// <inheritdoc cref="AddMembersAsync(NpgsqlConnection, IReadOnlyList{NewMember}, Change, IProgress{int}?, CancellationToken)"/>
    public Task<IReadOnlyList<AddOutcome>> AddMembersAsync(
        IReadOnlyList<NewMember> members, Change by, IProgress<int>? progress = null, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => AddMembersAsync(db, members, by, progress, ct), ct);

    /// <inheritdoc cref="LeaveAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<RemoveOutcome> LeaveAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => LeaveAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="RemoveMemberAsync(NpgsqlConnection, Guid, Scope, Change, CancellationToken)"/>
    public Task<RemoveOutcome> RemoveMemberAsync(
        Guid userId, Scope scope, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => RemoveMemberAsync(db, userId, scope, by, ct), ct);

    /// <inheritdoc cref="BanAsync(NpgsqlConnection, Guid, Scope, Change, DateTimeOffset?, CancellationToken)"/>
    public Task<BanOutcome> BanAsync(
        Guid userId, Scope scope, Change by, DateTimeOffset? until = null, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => BanAsync(db, userId, scope, by, until, ct), ct);

    /// <inheritdoc cref="UnbanAsync(NpgsqlConnection, Guid, Scope, Change, AfterBan, CancellationToken)"/>
    public Task<UnbanOutcome> UnbanAsync(
        Guid userId, Scope scope, Change by, AfterBan after = AfterBan.Left, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => UnbanAsync(db, userId, scope, by, after, ct), ct);

    /// <inheritdoc cref="SetRoleAsync(NpgsqlConnection, Guid, Scope, MemberRole, Change, CancellationToken)"/>
    public Task<SetRoleOutcome> SetRoleAsync(
        Guid userId, Scope scope, MemberRole role, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => SetRoleAsync(db, userId, scope, role, by, ct), ct);

    /// <inheritdoc cref="TransferOwnershipAsync(NpgsqlConnection, Scope, Guid, Guid, Change, CancellationToken)"/>
    public Task<TransferOutcome> TransferOwnershipAsync(
        Scope scope, Guid from, Guid to, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => TransferOwnershipAsync(db, scope, from, to, by, ct), ct);

    /// <inheritdoc cref="RequestAsync(NpgsqlConnection, Guid, Scope, string?, CancellationToken)"/>
    public Task<RequestOutcome> RequestAsync(
        Guid userId, Scope scope, string? note = null, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => RequestAsync(db, userId, scope, note, ct), ct);

    /// <inheritdoc cref="InviteAsync(NpgsqlConnection, Scope, MemberRole, Change, Guid?, TimeSpan?, CancellationToken)"/>
    public Task<Invitation> InviteAsync(
        Scope scope, MemberRole role, Change by, Guid? userId = null, TimeSpan? lifetime = null,
        CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => InviteAsync(db, scope, role, by, userId, lifetime, ct), ct);

    /// <inheritdoc cref="AcceptAsync(NpgsqlConnection, Guid, string, CancellationToken)"/>
    public Task<AcceptOutcome> AcceptAsync(Guid userId, string token, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => AcceptAsync(db, userId, token, ct), ct);

    /// <inheritdoc cref="ListInvitationsAsync(NpgsqlConnection, Guid, InvitationSide, MembershipRequest?, int, CancellationToken)"/>
    public Task<IReadOnlyList<MembershipRequest>> ListInvitationsAsync(
        Guid userId, InvitationSide side, MembershipRequest? after = null, int limit = 100, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ListInvitationsAsync(db, userId, side, after, limit, ct), ct);

    /// <inheritdoc cref="ApproveAsync(NpgsqlConnection, Guid, Change, CancellationToken)"/>
    public Task<ApproveOutcome> ApproveAsync(Guid requestId, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => ApproveAsync(db, requestId, by, ct), ct);

    /// <inheritdoc cref="RejectAsync(NpgsqlConnection, Guid, Change, CancellationToken)"/>
    public Task<bool> RejectAsync(Guid requestId, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => RejectAsync(db, requestId, by, ct), ct);

    /// <inheritdoc cref="WithdrawAsync(NpgsqlConnection, Guid, Guid, CancellationToken)"/>
    public Task<bool> WithdrawAsync(Guid userId, Guid requestId, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => WithdrawAsync(db, userId, requestId, ct), ct);

    /// <inheritdoc cref="EndExpiredAsync(NpgsqlConnection, int, CancellationToken)"/>
    public Task<int> EndExpiredAsync(int limit = 1_000, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => EndExpiredAsync(db, limit, ct), ct);

    /// <inheritdoc cref="EraseAsync(NpgsqlConnection, Guid, Change, CancellationToken)"/>
    public Task<Erasure> EraseAsync(Guid userId, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => EraseAsync(db, userId, by, ct), ct);

    // A scope of a kind that nobody has registered is a mistake, not an empty scope.
    Scope Known(Scope scope) => scope.Type is { } type && _scopeTypes.Contains(type)
        ? scope
        : throw new ArgumentException(
            $"'{scope.Type}' is no scope type here: use one of {string.Join(", ", _scopeTypes.Order(StringComparer.Ordinal))}, "
            + "or add it to MembershipOptions.ScopeTypes.", nameof(scope));
}
