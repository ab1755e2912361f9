using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Groups;

/// <summary>Groups and chapters: create, find, change, join, post, moderate, archive.</summary>
sealed class GroupsFeature : IFeature
{
    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(GroupsFeature), "groups");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } =
    [
        CapabilityRule.SignedIn(GroupCapabilities.Create),
        CapabilityRule.SignedIn(GroupCapabilities.View),
        CapabilityRule.InScope(GroupCapabilities.Join, atLeast: null) with { RefusesBanned = true, RefusesArchived = true },
        CapabilityRule.InScope(GroupCapabilities.Leave, atLeast: null),
        CapabilityRule.InScope(GroupCapabilities.Read, MemberRole.Member) with { OpenToAllInPublic = true },
        CapabilityRule.InScope(GroupCapabilities.Post, MemberRole.Member) with { RefusesArchived = true },
        CapabilityRule.InScope(GroupCapabilities.Update, MemberRole.Admin),
        CapabilityRule.InScope(GroupCapabilities.Archive, MemberRole.Admin),
        CapabilityRule.InScope(GroupCapabilities.SetRule, MemberRole.Admin) with { RefusesArchived = true },
        CapabilityRule.InScope(GroupCapabilities.SetNotifications, MemberRole.Member),
        CapabilityRule.InScope(GroupCapabilities.ReadModeration, MemberRole.Member) with { Platform = PlatformRole.Operator },
    ];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature
            .ScopeDirectory<GroupScopes>()
            .ScopeDirectory<ChapterScopes>()
            .SearchOwner<GroupDocuments>()
            .Recommended<RecommendedGroups>()
            .PersonalData<GroupData>()
            .NotificationText<InvitationText>()
            .Demo<GroupsDemo>()
            .Call<CreateGroup>()
            .Call<GetGroup>()
            .Call<ListGroups>()
            .Call<UpdateGroup>()
            .Call<ArchiveGroup>()
            .Call<ReopenGroup>()
            .Call<JoinGroup>()
            .Call<LeaveGroup>()
            .Call<ListMembers>()
            .Call<AddMember>()
            .Call<RemoveMember>()
            .Call<SetRole>()
            .Call<TransferOwnership>()
            .Call<BanMember>()
            .Call<UnbanMember>()
            .Call<ListBanned>()
            .Call<InviteMember>()
            .Call<DeclineInvitation>()
            .Call<RevokeInvitation>()
            .Call<ListRequests>()
            .Call<ApproveRequest>()
            .Call<RejectRequest>()
            .Call<WithdrawRequest>()
            .Call<ListMembershipHistory>()
            .Call<ListModerationLog>()
            .Call<SetNotificationLevel>()
            .Call<PreviewRule>()
            .Call<SetRule>()
            .Call<ClearRule>()
            .Call<PostToGroup>()
            .Call<ListPosts>();
        feature.Services.AddSingleton<ChapterDirectory>();
        feature.Jobs
            .AddPeriodic("groups.apply_rules", "10 * * * *", new ApplyRules(), GroupsJson.Default.ApplyRules)
            .AddHandler<ApplyRules, ApplyRulesHandler>(GroupsJson.Default.ApplyRules)
            .AddHandler<ApplyRule, ApplyRuleHandler>(GroupsJson.Default.ApplyRule);
    }
}
