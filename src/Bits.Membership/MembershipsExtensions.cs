using Bits.Shared;

namespace Bits.Membership;

/// <summary>The reads that need no transaction: each opens a connection of its own.</summary>
/// <remarks>Every other call takes your connection.</remarks>
public static class MembershipsExtensions
{
    /// <inheritdoc cref="Memberships.IsMemberAsync"/>
    public static Task<bool> IsMemberAsync(
        this Memberships memberships, Guid userId, Scope scope, CancellationToken ct = default) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.IsMemberAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="Memberships.RoleAsync"/>
    public static Task<MemberRole?> RoleAsync(
        this Memberships memberships, Guid userId, Scope scope, CancellationToken ct = default) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.RoleAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="Memberships.FindAsync"/>
    public static Task<Member?> FindAsync(
        this Memberships memberships, Guid userId, Scope scope, CancellationToken ct = default) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.FindAsync(db, userId, scope, ct), ct);

    /// <inheritdoc cref="Memberships.ListByScopeAsync"/>
    public static Task<IReadOnlyList<Member>> ListByScopeAsync(
        this Memberships memberships, Scope scope, MemberFilter filter = default, Guid? after = null, int limit = 100,
        CancellationToken ct = default) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.ListByScopeAsync(db, scope, filter, after, limit, ct), ct);

    /// <inheritdoc cref="Memberships.ListByUserAsync"/>
    public static Task<IReadOnlyList<Member>> ListByUserAsync(
        this Memberships memberships, Guid userId, MemberState? state = null, Scope? after = null, int limit = 100,
        CancellationToken ct = default) =>
        memberships.DataSource.WithConnectionAsync(db => memberships.ListByUserAsync(db, userId, state, after, limit, ct), ct);
}
