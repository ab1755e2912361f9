using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Posts;

/// <summary>Posts with their comments, the feed of the home page, and the reports of a group.</summary>
sealed class PostsWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        WebScreen.Of<PostScreen>("/posts/{id}"),
        WebScreen.Of<PostEditsScreen>("/posts/{id}/edits"),
        WebScreen.Of<ReportsScreen>("/groups/{group}/reports"),
    ];

    /// <inheritdoc />
    public void Register(IServiceCollection services) => services.AddSingleton<IHomePanel, FeedPanel>();

    /// <inheritdoc />
    public string? AddressOf(InboxItem item) => item.Kind switch
    {
        "groups.notify_post" => $"/posts/{item.SubjectId}",
        "posts.comment" or "posts.reply" or "posts.mention" => $"/posts/{item.SubjectId}",
        _ => null,
    };
}
