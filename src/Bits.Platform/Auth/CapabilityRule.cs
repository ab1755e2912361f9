using System.Globalization;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Shared;

namespace Bits.Platform.Auth;

/// <summary>A decision, its rule and its reason.</summary>
/// <param name="Allowed">Whether the action is allowed.</param>
/// <param name="Rule">The rule that decided; the caller sees it as the reason of a denial.</param>
/// <param name="Why">The reason for humans; reveals nothing that the caller may not know.</param>
public sealed record Decision(bool Allowed, string Rule, string Why);

/// <summary>A rule of the table of <see cref="Capabilities"/>.</summary>
/// <param name="Name">The capability.</param>
/// <param name="Scoped">Whether it applies to a scope.</param>
/// <param name="AtLeast">The lowest role in that scope; null when no role is needed.</param>
public sealed record CapabilityRule(string Name, bool Scoped, MemberRole? AtLeast)
{
    /// <summary>Gets whether a public scope allows it to all signed-in users, even banned ones.</summary>
    public bool OpenToAllInPublic { get; init; }

    /// <summary>Gets whether a ban denies it although no role is needed.</summary>
    public bool RefusesBanned { get; init; }

    /// <summary>Gets whether an archived scope refuses it to all callers. The pipeline then keeps the scope from being archived
    /// until the write has committed.</summary>
    public bool RefusesArchived { get; init; }

    /// <summary>Gets the lowest platform role that may in every scope, regardless of membership. Default:
    /// <see cref="PlatformRole.Admin"/>.</summary>
    public PlatformRole Platform { get; init; } = PlatformRole.Admin;

    /// <summary>Gets whether only a platform role allows it.</summary>
    public bool PlatformOnly { get; init; }

    /// <summary>Allows all signed-in users.</summary>
    public static CapabilityRule SignedIn(string name) => new(name, Scoped: false, AtLeast: null);

    /// <summary>Allows members of the scope with this role or a higher one.</summary>
    public static CapabilityRule InScope(string name, MemberRole? atLeast) => new(name, Scoped: true, atLeast);

    /// <summary>Allows only callers with this platform role or a higher one.</summary>
    public static CapabilityRule OnPlatform(string name, PlatformRole atLeast) =>
        new(name, Scoped: false, AtLeast: null) { Platform = atLeast, PlatformOnly = true };

    /// <summary>Gets whether the decision depends on the membership.</summary>
    public bool AsksForMembership(PlatformRole? platform, ScopeVisibility? visibility) =>
        (AtLeast is not null || RefusesBanned) && !MayByPlatform(platform) && !IsOpen(visibility);

    /// <summary>Decides from the given facts alone: the same facts give the same decision.</summary>
    /// <param name="platform">The caller's role on the platform.</param>
    /// <param name="visibility">The scope's visibility; null without a scope.</param>
    /// <param name="member">The caller's membership, in any state; null without one.</param>
    public Decision Decide(PlatformRole? platform, ScopeVisibility? visibility, Member? member)
    {
        if (MayByPlatform(platform))
            return new(true, DecisionRules.PlatformRole, $"The platform role {platform!.Value.ToText()} is enough, in every scope.");
        if (PlatformOnly)
            return new(false, DecisionRules.PlatformRoleNeeded, $"{Name} needs the platform role {Platform.ToText()}.");
        if (IsOpen(visibility))
            return new(true, DecisionRules.PublicScope, "The scope is public.");
        if (member?.State == MemberState.Banned && (AtLeast is not null || RefusesBanned))
            return new(false, DecisionRules.Banned, $"You are banned here{End(member)}. Ask a moderator to lift the ban.");
        if (AtLeast is not { } lowest)
            return new(true, DecisionRules.SignedIn, "All signed-in users may.");

        return member?.State == MemberState.Active ? ByRank(member.Role, lowest) : new(
            false, DecisionRules.NotAMember, $"{Name} is for members.");
    }

    /// <summary>Gets whether the platform role alone allows it.</summary>
    internal bool MayByPlatform(PlatformRole? platform) => platform >= Platform;

    bool IsOpen(ScopeVisibility? visibility) => OpenToAllInPublic && visibility == ScopeVisibility.Public;

    Decision ByRank(MemberRole role, MemberRole lowest) => role.Rank() >= lowest.Rank()
        ? new(true, DecisionRules.Role, $"The role {role.ToText()} is enough.")
        : new(
            false, DecisionRules.RoleTooLow, $"{Name} needs the role {lowest.ToText()} or higher; you are {role.ToText()}.");

    static string End(Member banned) => banned.Until is { } until
        ? string.Create(CultureInfo.InvariantCulture, $" until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        : "";
}

/// <summary>Lists the rules of decisions.</summary>
public static class DecisionRules
{
    /// <summary>Allowed: all signed-in users may.</summary>
    public const string SignedIn = "signed_in";

    /// <summary>Allowed: the platform role is enough.</summary>
    public const string PlatformRole = "platform_role";

    /// <summary>Allowed: the scope is public.</summary>
    public const string PublicScope = "public_scope";

    /// <summary>Allowed: the role in the scope is enough.</summary>
    public const string Role = "role";

    /// <summary>Allowed: the caller outranks the target.</summary>
    public const string Outranks = "outranks";

    /// <summary>Allowed: callers may lower their own role.</summary>
    public const string OwnRole = "own_role";

    /// <summary>Denied: not a member.</summary>
    public const string NotAMember = "not_a_member";

    /// <summary>Denied: banned.</summary>
    public const string Banned = "banned";

    /// <summary>Denied: needs a higher role.</summary>
    public const string RoleTooLow = "role_too_low";

    /// <summary>Denied: needs a platform role.</summary>
    public const string PlatformRoleNeeded = "platform_role_needed";

    /// <summary>Denied: the machine's account lacks the capability.</summary>
    public const string ServiceCapability = "service_capability";

    /// <summary>Denied: the target, or the role to give, ranks too high.</summary>
    public const string NotOutranked = "not_outranked";

    /// <summary>Denied: callers cannot do this to themselves.</summary>
    public const string Oneself = "oneself";

    /// <summary>Denied: a higher rank set the ban.</summary>
    public const string BannedFromAbove = "banned_from_above";

    /// <summary>Gets the rules that deny.</summary>
    public static IReadOnlyList<string> Refusing { get; } =
        [NotAMember, Banned, RoleTooLow, PlatformRoleNeeded, ServiceCapability, NotOutranked, Oneself, BannedFromAbove];
}
