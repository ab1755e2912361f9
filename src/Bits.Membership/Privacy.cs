namespace Bits.Membership;

/// <summary>All that is kept about a user.</summary>
/// <param name="UserId">Whom.</param>
/// <param name="Members">The rows, in the order of their scopes.</param>
/// <param name="History">The lines of the ledger, each scope from its beginning.</param>
/// <param name="Requests">Requests and invitations, also those that were decided.</param>
public sealed record MembershipExport(
    Guid UserId,
    IReadOnlyList<Member> Members,
    IReadOnlyList<Transition> History,
    IReadOnlyList<MembershipRequest> Requests);

/// <summary>What an erasure did.</summary>
/// <param name="LastOwnerOf">The scopes that stood in its way: hand them over and erase then. Empty: it is done.</param>
/// <param name="Left">How many memberships were ended.</param>
/// <param name="ReasonsErased">From how many lines of the ledger the words were removed.</param>
public sealed record Erasure(IReadOnlyList<Scope> LastOwnerOf, int Left, int ReasonsErased);
