using Bits.Jobs;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
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
        services.AddSingleton<GroupRank>();
        services.AddSingleton<ChapterDirectory>();
        services.AddSingleton<GroupsDemo>();
        services
            .AddRpc<CreateGroup>()
            .AddRpc<JoinGroup>()
            .AddRpc<LeaveGroup>()
            .AddRpc<AddMember>()
            .AddRpc<BanMember>()
            .AddRpc<UnbanMember>()
            .AddRpc<PostToGroup>()
            .AddRpc<ListPosts>();
        jobs.AddHandler<NotifyGroup, NotifyGroupHandler>(GroupsJson.Default.NotifyGroup);
    }
}
