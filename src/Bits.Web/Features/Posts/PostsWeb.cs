using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Posts;

/// <summary>Posts with their comments, writing them, the feed of the home page, reports, decisions and appeals.</summary>
sealed class PostsWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        WebScreen.Of<PostScreen>("/posts/{id}"),
        WebScreen.Of<PostEditsScreen>("/posts/{id}/edits"),
        WebScreen.Of<ReportsScreen>("/groups/{group}/reports"),
        WebScreen.Of<WriteScreen>("/write"),
        WebScreen.Of<DecisionScreen>("/decisions/{id}"),
        WebScreen.Of<AppealsScreen>("/appeals"),
    ];

    /// <inheritdoc />
    public void Register(IServiceCollection services) => services
        .AddSingleton<WritableScopes>().AddSingleton<IHomePanel, ComposerPanel>().AddSingleton<IHomePanel, FeedPanel>();

    /// <inheritdoc />
    public string? AddressOf(InboxItem item) => item.Kind switch
    {
        "groups.notify_post" => $"/posts/{item.SubjectId}",
        "posts.comment" or "posts.reply" or "posts.mention" or "posts.reaction" => $"/posts/{item.SubjectId}",
        "moderation.decided" or "moderation.appeal_answered" => $"/decisions/{item.SubjectId}",
        "moderation.appeal" => "/appeals",
        "moderation.report" => ReportsOf(item.SubjectId),
        _ => null,
    };

    // The subject is the scope and the case, such as group:…/…; only groups have a page of reports.
    static string ReportsOf(string subjectId) => subjectId.Split(':', '/') is ["group" or "chapter", var group, _]
        ? $"/groups/{group}/reports"
        : "/appeals";
}
