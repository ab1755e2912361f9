namespace Bits.Membership;

/// <summary>The present membership of one user in one scope.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Role">The role; for users who left or are banned, the last one.</param>
/// <param name="State">The state. A state past its end counts as left, recorded or not.</param>
/// <param name="Since">The start of the present state, by the database's clock.</param>
/// <param name="Until">The end of the present state; null: none.</param>
/// <param name="Version">The number of transitions in the ledger, from 1.</param>
/// <param name="ChangedBy">The actor of the last change; null: the system, or a change in SQL.</param>
/// <param name="Reason">The reason of the last change.</param>
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

/// <summary>A scope as one user sees it.</summary>
/// <param name="Own">The user's row, in any state; null for users who never were members and never were banned.</param>
/// <param name="HasRequest">Whether the user's request to join is pending.</param>
/// <param name="Members">The number of members, in every role.</param>
/// <param name="InvitationId">The user's pending invitation; null: none.</param>
public sealed record ScopeOverview(Member? Own, bool HasRequest, long Members, Guid? InvitationId);

/// <summary>One line of the ledger: one change of a membership.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Version">The place in the history of this membership, from 1.</param>
/// <param name="At">The time of the change, by the database's clock; later than the previous line.</param>
/// <param name="FromState">The state before; null: there was no row.</param>
/// <param name="ToState">The state after.</param>
/// <param name="FromRole">The role before; null: there was no row.</param>
/// <param name="ToRole">The role after.</param>
/// <param name="Until">The end of the state after; null: none.</param>
/// <param name="ActorId">The actor; null: the system, or a change in SQL.</param>
/// <param name="Reason">The reason; <c>[erased]</c> after an erasure.</param>
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

/// <summary>State and role of a membership at a moment.</summary>
/// <param name="State">The state.</param>
/// <param name="Role">The role; for users who had left or were banned, the last one.</param>
public readonly record struct Standing(MemberState State, MemberRole Role);

/// <summary>A membership to add.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Role">The role.</param>
/// <param name="Until">The end, in the future by the database's clock; null: none. An owner has no end.</param>
public sealed record NewMember(
    Guid UserId, Scope Scope, MemberRole Role = MemberRole.Member, DateTimeOffset? Until = null);

/// <summary>One question to <see cref="Memberships.AreMembersAsync"/>.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Scope">The scope.</param>
public readonly record struct MemberKey(Guid UserId, Scope Scope);
