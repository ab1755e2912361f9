namespace Bits.Membership;

/// <summary>One user in one scope, as it stands now.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Scope">In what.</param>
/// <param name="Role">In which role; for somebody who left or is banned, the last one.</param>
/// <param name="State">Member, banned or gone. A state whose end has come has ended, whether or not that is written yet.
/// </param>
/// <param name="Since">When the present state began, by the database's clock.</param>
/// <param name="Until">When the present state ends by itself; null where it does not.</param>
/// <param name="Version">Counts the transitions in the ledger, from 1.</param>
/// <param name="ChangedBy">By whose hand; null for the system or a change in SQL.</param>
/// <param name="Reason">Why.</param>
public sealed record Member(
    Guid UserId,
    Scope Scope,
    MemberRole Role,
    MemberState State,
    DateTimeOffset Since,
    DateTimeOffset? Until,
    int Version,
    Guid? ChangedBy,
    string Reason);

/// <summary>One line of the ledger: what one change did to a membership.</summary>
/// <param name="UserId">Whose membership.</param>
/// <param name="Scope">In what.</param>
/// <param name="Version">Its place in the history of this membership, from 1.</param>
/// <param name="At">When it was written, by the database's clock; later than the line before it.</param>
/// <param name="FromState">The state before; null where there was no row.</param>
/// <param name="ToState">The state after.</param>
/// <param name="FromRole">The role before; null where there was no row.</param>
/// <param name="ToRole">The role after.</param>
/// <param name="Until">When the state after ends by itself; null where it does not.</param>
/// <param name="ActorId">By whose hand; null for the system or a change in SQL.</param>
/// <param name="Reason">Why; <c>[erased]</c> after an erasure.</param>
public sealed record Transition(
    Guid UserId,
    Scope Scope,
    int Version,
    DateTimeOffset At,
    MemberState? FromState,
    MemberState ToState,
    MemberRole? FromRole,
    MemberRole ToRole,
    DateTimeOffset? Until,
    Guid? ActorId,
    string Reason);

/// <summary>What somebody was at a moment.</summary>
/// <param name="State">Member, banned or gone.</param>
/// <param name="Role">In which role; for somebody who had left or was banned, the last one.</param>
public readonly record struct Standing(MemberState State, MemberRole Role);

/// <summary>Somebody to be made a member.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Scope">To what.</param>
/// <param name="Role">In which role.</param>
/// <param name="Until">When the membership ends by itself, in the future by the database's clock; null: never. An owner's
/// does not end by itself.</param>
public sealed record NewMember(
    Guid UserId, Scope Scope, MemberRole Role = MemberRole.Member, DateTimeOffset? Until = null);

/// <summary>One question to <see cref="Memberships.AreMembersAsync(IReadOnlyList{MemberKey}, CancellationToken)"/>.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Scope">In what.</param>
public readonly record struct MemberKey(Guid UserId, Scope Scope);
