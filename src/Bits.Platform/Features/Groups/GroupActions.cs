using System.Reflection;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists what a caller may do in a group.</summary>
public enum GroupAction
{
    /// <summary>Read the posts.</summary>
    Read,

    /// <summary>Join, or request to join.</summary>
    Join,

    /// <summary>Withdraw the pending request.</summary>
    Withdraw,

    /// <summary>Leave.</summary>
    Leave,

    /// <summary>Post.</summary>
    Post,

    /// <summary>List the members.</summary>
    ListMembers,

    /// <summary>Invite users.</summary>
    Invite,

    /// <summary>Approve and reject requests to join.</summary>
    Approve,

    /// <summary>Ban users and lift bans.</summary>
    Ban,

    /// <summary>Add and remove members, and give roles.</summary>
    Manage,

    /// <summary>Change the settings.</summary>
    Edit,

    /// <summary>Archive the group.</summary>
    Archive,

    /// <summary>Reopen the archived group.</summary>
    Reopen,

    /// <summary>Preview, set and clear the rule.</summary>
    SetRule,

    /// <summary>Choose what one is notified of.</summary>
    SetNotifications,

    /// <summary>Read the log of moderation.</summary>
    ReadModeration,
}

/// <summary>Lists the actions that are open to a caller: by the capabilities of the calls behind them.</summary>
static class GroupActions
{
    // The attribute of the call names the capability; here is no second copy of it.
    static readonly IReadOnlyList<(GroupAction Action, string[] Capabilities)> All =
    [
        (GroupAction.Read, [Of<ListPosts>()]),
        (GroupAction.Join, [Of<JoinGroup>()]),
        (GroupAction.Withdraw, [Of<WithdrawRequest>()]),
        (GroupAction.Leave, [Of<LeaveGroup>()]),
        (GroupAction.Post, [Of<PostToGroup>()]),
        (GroupAction.ListMembers, [Of<ListMembers>()]),
        (GroupAction.Invite, [Of<InviteMember>()]),
        (GroupAction.Approve, [Of<ApproveRequest>(), Of<RejectRequest>()]),
        (GroupAction.Ban, [Of<BanMember>(), Of<UnbanMember>()]),
        (GroupAction.Manage, [Of<AddMember>(), Of<RemoveMember>(), Of<SetRole>()]),
        (GroupAction.Edit, [Of<UpdateGroup>()]),
        (GroupAction.Archive, [Of<ArchiveGroup>()]),
        (GroupAction.Reopen, [Of<ReopenGroup>()]),
        (GroupAction.SetRule, [Of<PreviewRule>(), Of<SetRule>(), Of<ClearRule>()]),
        (GroupAction.SetNotifications, [Of<SetNotificationLevel>()]),
        (GroupAction.ReadModeration, [Of<ListModerationLog>()]),
    ];

    /// <summary>Returns the actions whose calls the caller may make and which would change something.</summary>
    public static IReadOnlyList<GroupAction> List(Caller caller, Group group, ScopeOverview seen) =>
    [
        .. All.Where(offer => HasEffect(offer.Action, group, seen)
                && offer.Capabilities.All(capability => Authorizer.Decide(caller, capability, group.Facts, seen.Own).Allowed))
            .Select(offer => offer.Action),
    ];

    // The calls refuse these or answer "unchanged"; a client should not offer them.
    static bool HasEffect(GroupAction action, Group group, ScopeOverview seen) => action switch
    {
        GroupAction.Join => !IsMember(seen) && !seen.HasRequest && IsActive(group) && group.JoinPolicy != JoinPolicy.Invitation,
        GroupAction.Withdraw => seen.HasRequest,
        GroupAction.Leave => IsMember(seen),
        GroupAction.SetNotifications => IsMember(seen),
        GroupAction.Post or GroupAction.Invite or GroupAction.Approve or GroupAction.Edit or GroupAction.Archive => IsActive(group),
        GroupAction.SetRule => IsActive(group) && group.Visibility != ScopeVisibility.Secret,
        GroupAction.Reopen => !IsActive(group),
        _ => true,
    };

    static bool IsActive(Group group) => group.ArchivedAt is null;

    static bool IsMember(ScopeOverview seen) => seen.Own?.State == MemberState.Active;

    static string Of<TCall>() => typeof(TCall).GetCustomAttribute<RpcAttribute>()!.Capability;
}
