using Bits.Membership;
using Bits.Platform.Accounts;

namespace Bits.Platform.Auth;

/// <summary>Who may act on whom, and how far: these rules hold beside the capability. Ranks are those of
/// <see cref="MemberRoles.Rank"/>; a platform administrator stands above all of them.</summary>
public static class RankRules
{
    /// <summary>The rank of a platform administrator, and of what the platform itself has done.</summary>
    public const int PlatformRank = 50;

    const int OwnerRank = 40;

    /// <summary>The rank of somebody in a scope; 0 for somebody who is no member.</summary>
    public static int RankOf(PlatformRole? platform, MemberRole? role) =>
        platform == PlatformRole.Admin ? PlatformRank : role?.Rank() ?? 0;

    /// <summary>Ending a membership: of somebody lower; owners also among themselves.</summary>
    public static Decision Remove(int actor, int target, bool oneself) => oneself
        ? new(false, DecisionRules.Oneself, "To go yourself, leave.")
        : Outrank(actor, target);

    /// <summary>Banning: of somebody lower, never oneself. A ban that is there is changed by who may lift it.</summary>
    /// <param name="actor">Who bans.</param>
    /// <param name="target">Whom.</param>
    /// <param name="oneself">Whether they are the same.</param>
    /// <param name="banner">Who has banned them already; null where they are not banned.</param>
    public static Decision Ban(int actor, int target, bool oneself, int? banner) => (oneself, banner) switch
    {
        (true, _) => new(false, DecisionRules.Oneself, "To go yourself, leave."),
        (_, { } already) => Unban(actor, already),
        _ => Outrank(actor, target),
    };

    /// <summary>Lifting a ban: by somebody who stands no lower than the one who banned stood then.</summary>
    public static Decision Unban(int actor, int banner) => actor >= banner
        ? new(true, DecisionRules.Outranks, "You stand no lower than who banned.")
        : new(
            false, DecisionRules.BannedFromAbove,
            banner == PlatformRank
                ? "The platform has banned this user; ask a platform administrator."
                : "Who banned this user stood higher than you; ask them, or somebody as high.");

    /// <summary>Giving a role, to a member or with the membership: to somebody lower, up to one's own; to oneself, a
    /// lower one.</summary>
    public static Decision GiveRole(int actor, int target, int role, bool oneself) => oneself
        ? role <= actor
            ? new(true, DecisionRules.OwnRole, "Everybody may step down.")
            : new(false, DecisionRules.NotOutranked, "Nobody raises oneself.")
        : Outrank(actor, target) is { Allowed: false } no ? no : UpTo(actor, role);

    /// <summary>Inviting in a role: up to one's own.</summary>
    public static Decision UpTo(int actor, int role) => actor >= role
        ? new(true, DecisionRules.Outranks, "The role is not above yours.")
        : new(false, DecisionRules.NotOutranked, "This role is above yours.");

    static Decision Outrank(int actor, int target) => actor > target || actor >= OwnerRank
        ? new(true, DecisionRules.Outranks, "You stand above this user.")
        : new(false, DecisionRules.NotOutranked, "This needs a higher role here than yours: who acts on another stands above them.");
}
