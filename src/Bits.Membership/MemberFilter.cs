namespace Bits.Membership;

/// <summary>Which rows of a scope to list.</summary>
/// <param name="State">Those in this state; default: the members.</param>
/// <param name="Role">Those with this role; default: every role.</param>
public readonly record struct MemberFilter(MemberState State = MemberState.Active, MemberRole? Role = null);
