using Bits.Membership;
using Bits.Platform.Accounts;

namespace Bits.Platform.Auth;

/// <summary>Rules who may act on whom, in addition to the capability. Ranks are those of
/// <see cref="MemberRoles.Rank"/>; a platform administrator outranks all of them.</summary>
public static class RankRules
{
    /// <summary>The rank of a platform administrator, and of the platform itself.</summary>
    public const int PlatformRank = 50;

    const int OwnerRank = 40;

    /// <summary>Returns the rank of a user in a scope; 0 for a non-member.</summary>
    public static int RankOf(PlatformRole? platform, MemberRole? role) =>
        platform == PlatformRole.Admin ? PlatformRank : role?.Rank() ?? 0;

    /// <summary>Decides about ending a membership: of lower ranks; owners also among themselves.</summary>
    public static Decision Remove(int actor, int target, bool oneself) => oneself
        ? new(false, DecisionRules.Oneself, "You cannot remove yourself. Leave instead.")
        : Outrank(actor, target);

    /// <summary>Decides about a ban: of lower ranks, never oneself. An existing ban needs the rank that may lift it.</summary>
    /// <param name="actor">The rank of the actor.</param>
    /// <param name="target">The rank of the target.</param>
    /// <param name="oneself">Whether actor and target are the same user.</param>
    /// <param name="banner">The rank that set the existing ban; null without a ban.</param>
    public static Decision Ban(int actor, int target, bool oneself, int? banner) => (oneself, banner) switch
    {
        (true, _) => new(false, DecisionRules.Oneself, "You cannot ban yourself. Leave instead."),
        (_, { } already) => Unban(actor, already),
        _ => Outrank(actor, target),
    };

    /// <summary>Decides about lifting a ban: by the rank that set it, or a higher one.</summary>
    public static Decision Unban(int actor, int banner) => actor >= banner
        ? new(true, DecisionRules.Outranks, "Your rank is at least that of the ban's author.")
        : new(
            false, DecisionRules.BannedFromAbove,
            banner == PlatformRank
                ? "The platform has banned this user. Ask a platform administrator."
                : "A higher role than yours set this ban. Ask its author, or a user with that role.");

    /// <summary>Decides about giving a role, with or without the membership: to lower ranks, up to one's own; to
    /// oneself, a lower one.</summary>
    public static Decision GiveRole(int actor, int target, int role, bool oneself) => oneself
        ? role <= actor
            ? new(true, DecisionRules.OwnRole, "Callers may lower their own role.")
            : new(false, DecisionRules.NotOutranked, "Callers cannot raise their own role.")
        : Outrank(actor, target) is { Allowed: false } no ? no : UpTo(actor, role);

    /// <summary>Decides about inviting in a role: up to one's own.</summary>
    public static Decision UpTo(int actor, int role) => actor >= role
        ? new(true, DecisionRules.Outranks, "The role is not above yours.")
        : new(false, DecisionRules.NotOutranked, "This role is above yours.");

    static Decision Outrank(int actor, int target) => actor > target || actor >= OwnerRank
        ? new(true, DecisionRules.Outranks, "You outrank this user.")
        : new(false, DecisionRules.NotOutranked, "This needs a higher role than yours. Ask a user who outranks the target.");
}
