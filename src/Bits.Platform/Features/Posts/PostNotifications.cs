using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Notifies the members of a scope of a post. The kind is as old as the posts of groups.</summary>
/// <param name="PostId">The post.</param>
public sealed record NotifyPost(Guid PostId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "groups.notify_post";
}

/// <summary>Notifies the members at the time of the run: not the author, not those whom the post mentions, not those who
/// have blocked the author or want no notification of every post.</summary>
/// <remarks>Idempotent: a recipient gets a notification once, regardless of repeated runs.</remarks>
sealed class NotifyPostHandler(
    SystemPipeline pipeline, Memberships memberships, ScopeNotifications levels, Blocks blocks, Notifier notifier)
    : IJobHandler<NotifyPost>
{
    const int PageSize = 1_000;

    public async Task HandleAsync(Job<NotifyPost> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        for (var page = new Page(After: null, IsLast: false); !page.IsLast;)
            page = await pipeline.RunAsync(task, call => NotifyPageAsync(call, job.Args.PostId, page.After, ct), ct);
    }

    async Task<Page> NotifyPageAsync(SystemCall call, Guid postId, Guid? after, CancellationToken ct)
    {
        call.Audit.Target("post", postId);
        if (await Post.FindAsync(call.Db, postId, ct) is not { RemovedAt: null } post)
        {
            call.Audit.If(changed: false);
            return new(after, IsLast: true);
        }

        var members = await memberships.ListByScopeAsync(call.Db, post.Scope, default, after, PageSize, ct);
        var left = members.Select(m => m.UserId)
            .Except(await Mentions.ListUsersAsync(call.Db, post.Id, ct))
            .Where(user => user != post.AuthorId)
            .ToList();
        var wanting = await levels.ListAsync(call.Db, post.Scope, PostConcern.InScope, left, ct);
        var recipients = wanting.Except(await blocks.ListBlockersAsync(call.Db, post.AuthorId, wanting, ct)).ToList();
        await notifier.NotifyAsync(call.Db, new(NotifyPost.Kind, post.Id.ToString(), post.Scope) { Actor = post.AuthorId }, recipients, ct);

        return new(members is [.., var last] ? last.UserId : after, members.Count < PageSize);
    }

    // Lists a page of members after the previous one.
    readonly record struct Page(Guid? After, bool IsLast);
}

/// <summary>Says who posted, with the current text.</summary>
sealed class PostText(AccountDirectory accounts, ScopeNames scopes) : INotificationText
{
    static readonly NotificationKind Posts = new(
        NotifyPost.Kind, new("New posts in your groups", "आपके समूहों में नई पोस्ट"), Importance.News, new Phrases(
            new("{author} posted in {scope}", "{body}", "Read the post"),
            new("{author} ने {scope} में पोस्ट किया", "{body}", "पोस्ट पढ़ें")));

    public NotificationKind Kind => Posts;

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var posts = await Post.ListAsync(db, subjects.Select(subject => Guid.Parse(subject.SubjectId)), ct);
        var authors = await accounts.ListNamesAsync(db, posts.Select(post => post.AuthorId), ct);
        var names = await scopes.ListAsync(db, posts.Select(post => post.Scope), ct);

        return posts.ToDictionary(
            post => post.Id.ToString(),
            post => ActivityText.Values(authors.GetValueOrDefault(post.AuthorId), names[post.Scope], post.Body));
    }
}
