namespace Bits.Membership;

/// <summary>The settings of <see cref="Memberships"/>.</summary>
public sealed class MembershipOptions
{
    /// <summary>The known scope types; default: <see cref="ScopeTypes.All"/>. Add your own, each 1 to 32 lower-case letters
    /// or underscores. Every call refuses other types.</summary>
    public IList<string> ScopeTypes { get; } = [.. Membership.ScopeTypes.All];
}
