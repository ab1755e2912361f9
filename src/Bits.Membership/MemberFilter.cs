namespace Bits.Membership;

/// <summary>Selects rows of a scope.</summary>
/// <param name="State">The state; default: active.</param>
/// <param name="Role">The role; default: every role.</param>
public readonly record struct MemberFilter(MemberState State = MemberState.Active, MemberRole? Role = null);
