using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Membership;

/// <summary>What is about memberships and not about one kind of scope: one's own, invitations, ends that come.</summary>
static class MembershipFeature
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<IPersonalData, MembershipData>()
        .AddRpc<ListMyMemberships>()
        .AddRpc<ListInvitations>()
        .AddRpc<AcceptInvitation>();
}
