namespace Bits.Membership;

/// <summary>How <see cref="Memberships"/> works.</summary>
public sealed class MembershipOptions
{
    /// <summary>The kinds of scope that there are; default: <see cref="ScopeTypes.All"/>. Add your own, each 1 to 32
    /// lower-case letters or underscores; any other kind is refused wherever a scope is given.</summary>
    public IList<string> ScopeTypes { get; } = [.. Membership.ScopeTypes.All];
}
