using Bits.Platform.Features;
using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Membership;
using Bits.Platform.Features.Mentorship;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Operations;
using Bits.Platform.Features.People;
using Bits.Platform.Features.Posts;
using Bits.Platform.Features.Recommending;
using Bits.Platform.Features.Searching;
using Bits.Platform.Features.SigningIn;

namespace Bits.Platform;

/// <summary>The features of the platform: the only list of them.</summary>
static class PlatformFeatures
{
    /// <summary>All features, in the order in which hosts register and migrate them.</summary>
    public static IReadOnlyList<IFeature> All { get; } =
    [
        new SearchingFeature(),
        new MembershipFeature(),
        new GroupsFeature(),
        new PostsFeature(),
        new NotificationsFeature(),
        new PeopleFeature(),
        new DirectoryFeature(),
        new MentorshipFeature(),
        new OperationsFeature(),
        new SigningInFeature(),
        new RecommendingFeature(),
    ];
}
