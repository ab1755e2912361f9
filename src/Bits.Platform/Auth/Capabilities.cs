using System.Collections.Frozen;
using Bits.Membership;
using Bits.Platform.Accounts;

namespace Bits.Platform.Auth;

/// <summary>The capabilities of the platform itself, and the table of all capabilities. <see cref="RankRules"/> rules
/// who may act on whom.</summary>
public static class Capabilities
{
    /// <summary>See one's own account.</summary>
    public const string AccountsSelf = "accounts.self";

    /// <summary>See one's own memberships and invitations, and accept an invitation.</summary>
    public const string MembershipSelf = "membership.self";

    /// <summary>See who is a member.</summary>
    public const string MembershipList = "membership.list";

    /// <summary>See the history of a membership: time, actor, reason.</summary>
    public const string MembershipReadHistory = "membership.read_history";

    /// <summary>Invite a user in a role up to one's own, and revoke an invitation.</summary>
    public const string MembershipInvite = "membership.invite";

    /// <summary>See, approve and reject requests to join.</summary>
    public const string MembershipApprove = "membership.approve";

    /// <summary>Add members.</summary>
    public const string MembershipAdd = "membership.add";

    /// <summary>End another user's membership.</summary>
    public const string MembershipRemove = "membership.remove";

    /// <summary>Ban a user, and see who is banned.</summary>
    public const string MembershipBan = "membership.ban";

    /// <summary>Lift a ban.</summary>
    public const string MembershipUnban = "membership.unban";

    /// <summary>Change a member's role.</summary>
    public const string MembershipSetRole = "membership.set_role";

    /// <summary>Transfer the ownership.</summary>
    public const string MembershipTransfer = "membership.transfer";

    /// <summary>Import people from a file or by the backfill.</summary>
    public const string MembershipImport = "membership.import";

    /// <summary>Check the ledger, and record expired memberships.</summary>
    public const string MembershipVerify = "membership.verify";

    /// <summary>Export all data about a person.</summary>
    public const string PrivacyExport = "privacy.export";

    /// <summary>Erase the data about a person.</summary>
    public const string PrivacyErase = "privacy.erase";

    /// <summary>See the admin console: queues, jobs, workers, health.</summary>
    public const string ConsoleView = "console.view";

    /// <summary>Act on queues and jobs: pause, resume, retry, cancel, run a periodic job now.</summary>
    public const string JobsOperate = "jobs.operate";

    /// <summary>Discard jobs without running them.</summary>
    public const string JobsDiscard = "jobs.discard";

    /// <summary>See any user's memberships, and explain what they may do.</summary>
    public const string MembershipInspect = "membership.inspect";

    /// <summary>Read the audit log.</summary>
    public const string AuditRead = "audit.read";

    /// <summary>Lists the rules of the platform and of every feature. A platform administrator may do everything.</summary>
    public static IReadOnlyList<CapabilityRule> Table { get; } =
        [.. Own(), .. PlatformFeatures.All.SelectMany(feature => feature.Capabilities)];

    static readonly FrozenDictionary<string, CapabilityRule> ByName = Table.ToFrozenDictionary(rule => rule.Name);

    /// <summary>Gets the rule of a capability.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such capability.</exception>
    public static CapabilityRule Get(string name) => ByName[name];

    /// <summary>Finds the rule of a capability; null for an unknown name.</summary>
    public static CapabilityRule? Find(string name) => ByName.GetValueOrDefault(name);

    static CapabilityRule[] Own() =>
    [
        CapabilityRule.SignedIn(AccountsSelf),
        CapabilityRule.SignedIn(MembershipSelf),
        CapabilityRule.InScope(MembershipList, MemberRole.Member) with { Platform = PlatformRole.Operator },
        CapabilityRule.InScope(MembershipReadHistory, MemberRole.Moderator) with { Platform = PlatformRole.Operator },
        CapabilityRule.InScope(MembershipInvite, MemberRole.Moderator) with { RefusesArchived = true },
        CapabilityRule.InScope(MembershipApprove, MemberRole.Moderator) with { RefusesArchived = true },
        CapabilityRule.InScope(MembershipAdd, MemberRole.Admin) with { RefusesArchived = true },
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
        CapabilityRule.OnPlatform(AuditRead, PlatformRole.Operator),
    ];
}
