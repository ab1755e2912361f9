using System.Globalization;
using Bits.Membership;
using Bits.Platform.Accounts;

namespace Bits.Platform.Auth;

/// <summary>What was decided, by which rule, and why.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="Rule">The rule that decided; of a refusal it is also the reason that the caller is told.</param>
/// <param name="Why">For humans; tells nothing that the caller may not know.</param>
public sealed record Decision(bool Allowed, string Rule, string Why);

/// <summary>One line of the table of <see cref="Capabilities"/>.</summary>
/// <param name="Name">The capability.</param>
/// <param name="Scoped">Whether it is about a scope.</param>
/// <param name="AtLeast">The lowest role in that scope; null: no role is needed.</param>
public sealed record CapabilityRule(string Name, bool Scoped, MemberRole? AtLeast)
{
    /// <summary>Whether a public scope opens it to everybody who is signed in, also to the banned.</summary>
    public bool OpenToAllInPublic { get; init; }

    /// <summary>Whether somebody who is banned from the scope may not, though no role is needed.</summary>
    public bool RefusesBanned { get; init; }

    /// <summary>The lowest platform role that may in every scope, whatever the membership; default:
    /// <see cref="PlatformRole.Admin"/>.</summary>
    public PlatformRole Platform { get; init; } = PlatformRole.Admin;

    /// <summary>Whether nobody may but those with a platform role.</summary>
    public bool PlatformOnly { get; init; }

    /// <summary>Everybody who is signed in.</summary>
    public static CapabilityRule Everybody(string name) => new(name, Scoped: false, AtLeast: null);

    /// <summary>Whoever has this role, or a higher one, in the scope.</summary>
    public static CapabilityRule InScope(string name, MemberRole? atLeast) => new(name, Scoped: true, atLeast);

    /// <summary>Whoever has this platform role, or a higher one, and nobody else.</summary>
    public static CapabilityRule OnPlatform(string name, PlatformRole atLeast) =>
        new(name, Scoped: false, AtLeast: null) { Platform = atLeast, PlatformOnly = true };

    /// <summary>Whether the decision depends on the membership, or is made already.</summary>
    public bool AsksForMembership(PlatformRole? platform, ScopeVisibility? visibility) =>
        (AtLeast is not null || RefusesBanned) && !MayByPlatform(platform) && !IsOpen(visibility);

    /// <summary>Decides. Everything that counts is given: the same facts, the same decision.</summary>
    /// <param name="platform">The caller's role on the platform.</param>
    /// <param name="visibility">The scope's visibility; null where it is about none.</param>
    /// <param name="member">The caller's membership, in whatever state; null for none.</param>
    public Decision Decide(PlatformRole? platform, ScopeVisibility? visibility, Member? member)
    {
        if (MayByPlatform(platform))
            return new(true, DecisionRules.PlatformRole, $"The platform role {Word(platform!.Value)} is enough, in every scope.");
        if (PlatformOnly)
            return new(false, DecisionRules.PlatformRoleNeeded, $"{Name} needs the platform role {Word(Platform)}.");
        if (IsOpen(visibility))
            return new(true, DecisionRules.PublicScope, "The scope is public.");
        if (member?.State == MemberState.Banned && (AtLeast is not null || RefusesBanned))
            return new(false, DecisionRules.Banned, $"You are banned here{End(member)}; ask those who run it to lift the ban.");
        if (AtLeast is not { } lowest)
            return new(true, DecisionRules.SignedIn, "Everybody who is signed in may.");

        return member?.State == MemberState.Active ? ByRank(member.Role, lowest) : new(
            false, DecisionRules.NotAMember, $"{Name} is for members.");
    }

    bool MayByPlatform(PlatformRole? platform) => platform >= Platform;

    bool IsOpen(ScopeVisibility? visibility) => OpenToAllInPublic && visibility == ScopeVisibility.Public;

    Decision ByRank(MemberRole role, MemberRole lowest) => role.Rank() >= lowest.Rank()
        ? new(true, DecisionRules.Role, $"The role {role.ToText()} is enough.")
        : new(
            false, DecisionRules.RoleTooLow, $"{Name} needs the role {lowest.ToText()} or higher; you are {role.ToText()}.");

    static string End(Member banned) => banned.Until is { } until
        ? string.Create(CultureInfo.InvariantCulture, $" until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        : "";

    internal static string Word(PlatformRole role) => role.ToString().ToLowerInvariant();
}

/// <summary>The rules by which is decided.</summary>
public static class DecisionRules
{
    /// <summary>Yes: everybody may.</summary>
    public const string SignedIn = "signed_in";

    /// <summary>Yes: the platform role is enough.</summary>
    public const string PlatformRole = "platform_role";

    /// <summary>Yes: the scope is public.</summary>
    public const string PublicScope = "public_scope";

    /// <summary>Yes: the role in the scope is enough.</summary>
    public const string Role = "role";

    /// <summary>Yes: whom it is about stands lower.</summary>
    public const string Outranks = "outranks";

    /// <summary>Yes: it takes something from oneself.</summary>
    public const string OwnRole = "own_role";

    /// <summary>No: no member.</summary>
    public const string NotAMember = "not_a_member";

    /// <summary>No: a ban stands in the way.</summary>
    public const string Banned = "banned";

    /// <summary>No: only a higher role may.</summary>
    public const string RoleTooLow = "role_too_low";

    /// <summary>No: only a platform role may.</summary>
    public const string PlatformRoleNeeded = "platform_role_needed";

    /// <summary>No: the account of a machine, which has the capabilities that it was given and no others.</summary>
    public const string ServiceCapability = "service_capability";

    /// <summary>No: whom it is about, or the role that is to be given, stands too high.</summary>
    public const string NotOutranked = "not_outranked";

    /// <summary>No: nobody does this to oneself.</summary>
    public const string Oneself = "oneself";

    /// <summary>No: who banned stood higher.</summary>
    public const string BannedFromAbove = "banned_from_above";

    /// <summary>Those that refuse.</summary>
    public static IReadOnlyList<string> Refusing { get; } =
        [NotAMember, Banned, RoleTooLow, PlatformRoleNeeded, ServiceCapability, NotOutranked, Oneself, BannedFromAbove];
}
