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
/// ban is ended by <see cref="UnbanAsync(Guid, Scope, Change, CancellationToken)"/> or
/// <see cref="OnBanned.Reinstate"/> alone, whatever runs beside it.</para>
/// <para>This is not an authorization library: it says who is what, not who may do what. Nothing is cached.</para>
/// </remarks>
/// <param name="dataSource">Where the tables are; see <see cref="MembershipSchema"/>.</param>
public sealed partial class Memberships(NpgsqlDataSource dataSource)
{
    /// <inheritdoc cref="IsMemberAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<bool> IsMemberAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => IsMemberAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="RoleAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<MemberRole?> RoleAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => RoleAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="FindAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<Member?> FindAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => FindAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="ListByScopeAsync(NpgsqlConnection, Scope, MemberFilter, Guid?, int, CancellationToken)"/>
    public Task<IReadOnlyList<Member>> ListByScopeAsync(
        Scope scope, MemberFilter filter = default, Guid? after = null, int limit = 100,
        CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ListByScopeAsync(db, scope, filter, after, limit, ct), ct);

    /// <inheritdoc cref="AudienceTagsAsync(NpgsqlConnection, Guid, CancellationToken)"/>
    public Task<IReadOnlyList<string>> AudienceTagsAsync(Guid userId, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => AudienceTagsAsync(db, userId, ct), ct);

    /// <inheritdoc cref="HistoryAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<IReadOnlyList<Transition>> HistoryAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => HistoryAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="JoinAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<JoinOutcome> JoinAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => JoinAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="AddMemberAsync(NpgsqlConnection, NewMember, OnBanned, Change, CancellationToken)"/>
    public Task<AddOutcome> AddMemberAsync(
        NewMember member, OnBanned onBanned, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => AddMemberAsync(db, member, onBanned, by, ct), ct);

    /// <inheritdoc cref="AddMembersAsync(NpgsqlConnection, IReadOnlyList{NewMember}, Change, CancellationToken)"/>
    public Task<IReadOnlyList<AddOutcome>> AddMembersAsync(
        IReadOnlyList<NewMember> members, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => AddMembersAsync(db, members, by, ct), ct);

    /// <inheritdoc cref="LeaveAsync(NpgsqlConnection, Guid, Scope, CancellationToken)"/>
    public Task<RemoveOutcome> LeaveAsync(Guid userId, Scope scope, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => LeaveAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="RemoveMemberAsync(NpgsqlConnection, Guid, Scope, Change, CancellationToken)"/>
    public Task<RemoveOutcome> RemoveMemberAsync(
        Guid userId, Scope scope, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => RemoveMemberAsync(db, userId, scope, by, ct), ct);

    /// <inheritdoc cref="BanAsync(NpgsqlConnection, Guid, Scope, Change, CancellationToken)"/>
    public Task<BanOutcome> BanAsync(Guid userId, Scope scope, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => BanAsync(db, userId, scope, by, ct), ct);

    /// <inheritdoc cref="UnbanAsync(NpgsqlConnection, Guid, Scope, Change, CancellationToken)"/>
    public Task<UnbanOutcome> UnbanAsync(Guid userId, Scope scope, Change by, CancellationToken ct = default) =>
        dataSource.InTransactionAsync(db => UnbanAsync(db, userId, scope, by, ct), ct);
}
