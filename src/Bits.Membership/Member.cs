namespace Bits.Membership;

/// <summary>One user in one scope, as it stands now.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Scope">In what.</param>
/// <param name="Role">In which role; for somebody who left or is banned, the last one.</param>
/// <param name="State">Member, banned or gone.</param>
/// <param name="Since">When the present state began, by the database's clock.</param>
/// <param name="Version">Counts the transitions, from 1.</param>
/// <param name="ChangedBy">By whose hand; null for the system or a change in SQL.</param>
/// <param name="Reason">Why.</param>
public sealed record Member(
    Guid UserId,
    Scope Scope,
    MemberRole Role,
    MemberState State,
    DateTimeOffset Since,
    int Version,
    Guid? ChangedBy,
    string Reason);

/// <summary>One line of the ledger: what one change did to a membership.</summary>
/// <param name="UserId">Whose membership.</param>
/// <param name="Scope">In what.</param>
/// <param name="Version">Its place in the history of this membership, from 1.</param>
/// <param name="At">When it was written, by the database's clock.</param>
/// <param name="FromState">The state before; null where there was no row.</param>
/// <param name="ToState">The state after.</param>
/// <param name="FromRole">The role before; null where there was no row.</param>
/// <param name="ToRole">The role after.</param>
/// <param name="ActorId">By whose hand; null for the system or a change in SQL.</param>
/// <param name="Reason">Why.</param>
public sealed record Transition(
    Guid UserId,
    Scope Scope,
    int Version,
    DateTimeOffset At,
    MemberState? FromState,
    MemberState ToState,
    MemberRole? FromRole,
    MemberRole ToRole,
    Guid? ActorId,
    string Reason);

/// <summary>Somebody to be added in bulk.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Scope">To what.</param>
/// <param name="Role">In which role.</param>
public sealed record NewMember(Guid UserId, Scope Scope, MemberRole Role = MemberRole.Member);
