namespace Bits.Membership;

/// <summary>Everything that the tables keep about a user.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Members">The memberships, ordered by scope.</param>
/// <param name="History">The lines of the ledger, ordered by scope and version.</param>
/// <param name="Requests">Requests and invitations, pending and decided.</param>
public sealed record MembershipExport(
    Guid UserId,
    IReadOnlyList<Member> Members,
    IReadOnlyList<Transition> History,
    IReadOnlyList<MembershipRequest> Requests);

/// <summary>The result of an erasure.</summary>
/// <param name="LastOwnerOf">The scopes that prevent it: transfer their ownership, then erase. Empty: done.</param>
/// <param name="Left">The number of ended memberships.</param>
/// <param name="ReasonsErased">The number of ledger lines whose reason was erased.</param>
public sealed record Erasure(IReadOnlyList<Scope> LastOwnerOf, int Left, int ReasonsErased);
