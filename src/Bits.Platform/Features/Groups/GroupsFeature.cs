using Bits.Jobs;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Bits.Platform.Upkeep;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Groups;

/// <summary>Groups: founding, joining, posting, and keeping order.</summary>
static class GroupsFeature
{
    public static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(GroupsFeature), "groups");

    public static void Add(IServiceCollection services, JobsBuilder jobs)
    {
        services.AddSingleton<IScopeDirectory, GroupScopes>();
        services.AddSingleton<IScopeDirectory, ChapterScopes>();
        services.AddSingleton<ISearchOwner, GroupDocuments>();
        services.AddSingleton<IPersonalData, GroupData>();
        services.AddSingleton<INotificationText, PostText>();
        services.AddSingleton<INotificationText, InvitationText>();
        services.AddSingleton<ChapterDirectory>();
        services.AddSingleton<GroupsDemo>();
        services
            .AddRpc<CreateGroup>()
            .AddRpc<JoinGroup>()
            .AddRpc<LeaveGroup>()
            .AddRpc<ListMembers>()
            .AddRpc<AddMember>()
            .AddRpc<RemoveMember>()
            .AddRpc<SetRole>()
            .AddRpc<TransferOwnership>()
            .AddRpc<BanMember>()
            .AddRpc<UnbanMember>()
            .AddRpc<ListBanned>()
            .AddRpc<InviteMember>()
            .AddRpc<DeclineInvitation>()
            .AddRpc<RevokeInvitation>()
            .AddRpc<ListRequests>()
            .AddRpc<ApproveRequest>()
            .AddRpc<RejectRequest>()
            .AddRpc<WithdrawRequest>()
            .AddRpc<ListMembershipHistory>()
            .AddRpc<PostToGroup>()
            .AddRpc<ListPosts>();
        jobs.AddHandler<NotifyGroup, NotifyGroupHandler>(GroupsJson.Default.NotifyGroup);
    }
}
