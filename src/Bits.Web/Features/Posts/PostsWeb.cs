using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Search;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Posts;

/// <summary>Posts with their comments, the feed of the home page, and the reports of a group.</summary>
sealed class PostsWeb : IWebFeature
{
    const string DocumentPrefix = "post:";

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
    public string? AddressOf(SearchHit hit) => hit.EntityId.StartsWith(DocumentPrefix, StringComparison.Ordinal)
        ? $"/posts/{hit.EntityId[DocumentPrefix.Length..]}"
        : null;

    /// <inheritdoc />
    public string? AddressOf(InboxItem item) => item.Kind switch
    {
        "groups.notify_post" => $"/posts/{item.SubjectId}",
        "posts.comment" or "posts.reply" or "posts.mention" => $"/posts/{item.SubjectId}",
        _ => null,
    };
}
