using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Posts.Moderation;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Posts;

/// <summary>Posts, comments, reactions, reports and the feed, in every kind of scope.</summary>
sealed class PostsFeature : IFeature
{
    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(PostsFeature), "posts");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } =
    [
        CapabilityRule.SignedIn(PostCapabilities.Use),
        CapabilityRule.InScope(PostCapabilities.Read, MemberRole.Member) with { OpenToAllInPublic = true },
        CapabilityRule.InScope(PostCapabilities.Write, MemberRole.Member) with { RefusesArchived = true },
        CapabilityRule.InScope(PostCapabilities.Moderate, MemberRole.Moderator),
        CapabilityRule.OnPlatform(PostCapabilities.Verify, PlatformRole.Operator),
    ];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature
            .SearchOwner<GroupPostDocuments>()
            .Recommended<RecommendedPosts>()
            .SearchOwner<FeedPostDocuments>()
            .PersonalData<PostData>()
            .PersonalData<CaseData>()
            .NotificationText<PostText>()
            .NotificationText<CommentText>()
            .NotificationText<ReplyText>()
            .NotificationText<MentionText>()
            .NotificationText<ReactionText>()
            .NotificationText<ReportText>()
            .NotificationText<CaseText>()
            .NotificationText<AppealText>()
            .NotificationText<AppealAnswerText>()
            .Demo<PostsDemo>()
            .Call<CreatePost>()
            .Call<PreviewPost>()
            .Call<GetPost>()
            .Call<ListScopePosts>()
            .Call<EditPost>()
            .Call<ListPostEdits>()
            .Call<RemovePost>()
            .Call<PinPost>()
            .Call<UnpinPost>()
            .Call<AddComment>()
            .Call<EditComment>()
            .Call<RemoveComment>()
            .Call<ListComments>()
            .Call<GetComment>()
            .Call<React>()
            .Call<VerifyCounts>()
            .Call<ListFeed>()
            .Call<MarkSeen>()
            .Call<MuteScope>()
            .Call<UnmuteScope>()
            .Call<ListMuted>()
            .Call<ReportContent>()
            .Call<ListReports>()
            .Call<DecideCase>()
            .Call<UndoDecision>()
            .Call<GetDecision>()
            .Call<AppealDecision>()
            .Call<ListAppeals>()
            .Call<AnswerAppeal>();
        feature.Services
            .AddSingleton<PostGate>().AddSingleton<PostViews>().AddSingleton<CommentViews>().AddSingleton<Mentions>()
            .AddSingleton<PostRemoval>().AddSingleton<ScopePosts>().AddSingleton<PostImport>()
            .AddSingleton<CaseGate>().AddSingleton<CaseRemoval>().AddSingleton<CaseBans>().AddSingleton<CaseDecider>().AddSingleton<CaseUndo>();
        feature.Jobs
            .AddPeriodic(
                "posts.erase_removed", "15 3 * * *", new EraseRemoved(), PostsJson.Default.EraseRemoved,
                periodic => periodic.Missed = MissedTicks.Coalesce)
            .AddHandler<NotifyPost, NotifyPostHandler>(PostsJson.Default.NotifyPost)
            .AddHandler<NotifyActivity, NotifyActivityHandler>(PostsJson.Default.NotifyActivity)
            .AddHandler<NotifyReactions, NotifyReactionsHandler>(PostsJson.Default.NotifyReactions)
            .AddHandler<EraseRemoved, EraseRemovedHandler>(PostsJson.Default.EraseRemoved);
    }
}
