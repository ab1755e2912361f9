using Bits.Membership;
using Bits.Platform.Accounts;

namespace Bits.Platform.Auth;

/// <summary>What one can be allowed to do, and who is. This table is all there is to know about it; who may act on whom
/// is in <see cref="RankRules"/>.</summary>
public static class Capabilities
{
    /// <summary>See one's own account.</summary>
    public const string AccountsSelf = "accounts.self";

    /// <summary>Search; what is found is filtered by audience.</summary>
    public const string SearchQuery = "search.query";

    /// <summary>Read and mark one's own notifications, and choose their channels.</summary>
    public const string NotificationsSelf = "notifications.self";

    /// <summary>See one's own memberships and invitations, and accept an invitation.</summary>
    public const string MembershipSelf = "membership.self";

    /// <summary>Found a group.</summary>
    public const string GroupsCreate = "groups.create";

    /// <summary>Join a group by own wish, or ask to be let in.</summary>
    public const string GroupsJoin = "groups.join";

    /// <summary>Leave a group by own wish, take a request back, decline an invitation.</summary>
    public const string GroupsLeave = "groups.leave";

    /// <summary>Read what is posted in a group.</summary>
    public const string GroupsRead = "groups.read";

    /// <summary>Post in a group.</summary>
    public const string GroupsPost = "groups.post";

    /// <summary>See who is a member.</summary>
    public const string MembershipList = "membership.list";

    /// <summary>See what happened to a membership: when, by whose hand, why.</summary>
    public const string MembershipReadHistory = "membership.read_history";

    /// <summary>Invite somebody, in a role up to one's own, and take an invitation back.</summary>
    public const string MembershipInvite = "membership.invite";

    /// <summary>See, grant and turn down requests to be let in.</summary>
    public const string MembershipApprove = "membership.approve";

    /// <summary>Make others members.</summary>
    public const string MembershipAdd = "membership.add";

    /// <summary>End the membership of somebody else.</summary>
    public const string MembershipRemove = "membership.remove";

    /// <summary>Ban somebody, and see who is banned.</summary>
    public const string MembershipBan = "membership.ban";

    /// <summary>Lift a ban.</summary>
    public const string MembershipUnban = "membership.unban";

    /// <summary>Give a member another role.</summary>
    public const string MembershipSetRole = "membership.set_role";

    /// <summary>Hand the ownership over.</summary>
    public const string MembershipTransfer = "membership.transfer";

    /// <summary>Bring people in by file or by backfill.</summary>
    public const string MembershipImport = "membership.import";

    /// <summary>Check that the ledger adds up, and write down the ends that have come.</summary>
    public const string MembershipVerify = "membership.verify";

    /// <summary>Hand out all that is kept about somebody.</summary>
    public const string PrivacyExport = "privacy.export";

    /// <summary>Erase what is kept about somebody.</summary>
    public const string PrivacyErase = "privacy.erase";

    /// <summary>See the admin console: queues, jobs, workers, health.</summary>
    public const string ConsoleView = "console.view";

    /// <summary>Act on queues and jobs: pause, resume, run again, cancel, run a periodic job now.</summary>
    public const string JobsOperate = "jobs.operate";

    /// <summary>Throw jobs away: what they were to do is not done.</summary>
    public const string JobsDiscard = "jobs.discard";

    /// <summary>See anybody's memberships, and what they may do and why.</summary>
    public const string MembershipInspect = "membership.inspect";

    /// <summary>Search as somebody else would, to see what they find and why.</summary>
    public const string SearchInspect = "search.inspect";

    /// <summary>Read the audit log.</summary>
    public const string AuditRead = "audit.read";

    /// <summary>Who may do what. A platform administrator may do everything.</summary>
    public static IReadOnlyList<CapabilityRule> Table { get; } =
    [
        CapabilityRule.Everybody(AccountsSelf),
        CapabilityRule.Everybody(SearchQuery),
        CapabilityRule.Everybody(NotificationsSelf),
        CapabilityRule.Everybody(MembershipSelf),
        CapabilityRule.Everybody(GroupsCreate),
        CapabilityRule.InScope(GroupsJoin, atLeast: null) with { RefusesBanned = true },
        CapabilityRule.InScope(GroupsLeave, atLeast: null),
        CapabilityRule.InScope(GroupsRead, MemberRole.Member) with { OpenToAllInPublic = true },
        CapabilityRule.InScope(GroupsPost, MemberRole.Member),
        CapabilityRule.InScope(MembershipList, MemberRole.Member) with { Platform = PlatformRole.Operator },
        CapabilityRule.InScope(MembershipReadHistory, MemberRole.Moderator) with { Platform = PlatformRole.Operator },
        CapabilityRule.InScope(MembershipInvite, MemberRole.Moderator),
        CapabilityRule.InScope(MembershipApprove, MemberRole.Moderator),
        CapabilityRule.InScope(MembershipAdd, MemberRole.Admin),
        CapabilityRule.InScope(MembershipRemove, MemberRole.Admin),
        CapabilityRule.InScope(MembershipBan, MemberRole.Moderator),
        CapabilityRule.InScope(MembershipUnban, MemberRole.Moderator),
        CapabilityRule.InScope(MembershipSetRole, MemberRole.Admin),
        CapabilityRule.InScope(MembershipTransfer, MemberRole.Owner),
        CapabilityRule.OnPlatform(MembershipImport, PlatformRole.Operator),
        CapabilityRule.OnPlatform(MembershipVerify, PlatformRole.Operator),
        CapabilityRule.OnPlatform(PrivacyExport, PlatformRole.Operator),
        CapabilityRule.OnPlatform(PrivacyErase, PlatformRole.Admin),
        CapabilityRule.OnPlatform(ConsoleView, PlatformRole.Viewer),
        CapabilityRule.OnPlatform(JobsOperate, PlatformRole.Operator),
        CapabilityRule.OnPlatform(JobsDiscard, PlatformRole.Admin),
        CapabilityRule.OnPlatform(MembershipInspect, PlatformRole.Operator),
        CapabilityRule.OnPlatform(SearchInspect, PlatformRole.Operator),
        CapabilityRule.OnPlatform(AuditRead, PlatformRole.Operator),
    ];
}
