using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>The kinds of notifications about posts and comments.</summary>
static class ActivityKinds
{
    /// <summary>A comment on one's own post.</summary>
    public const string Comment = "posts.comment";

    /// <summary>An answer to one's own comment.</summary>
    public const string Reply = "posts.reply";

    /// <summary>A mention in a post or comment.</summary>
    public const string Mention = "posts.mention";

    /// <summary>Reactions to one's own post or comment.</summary>
    public const string Reaction = "posts.reaction";

    /// <summary>All of them, and that of a new post.</summary>
    public static IReadOnlyList<string> All { get; } = [NotifyPost.Kind, Comment, Reply, Mention, Reaction];
}

/// <summary>Notifies those whom a post or comment concerns: the author of the comment it answers, the author of the post,
/// the users it mentions.</summary>
/// <param name="SubjectId">The post or comment.</param>
public sealed record NotifyActivity(Guid SubjectId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "posts.notify_activity";
}

/// <summary>Notifies each of them by one kind, the closest: answer, comment, mention. Leaves out the author, those who
/// may not read the scope at the time of the run or want no notification there, and those who have blocked the author.</summary>
/// <remarks>Idempotent: a recipient gets a notification once, regardless of repeated runs.</remarks>
sealed class NotifyActivityHandler(
    SystemPipeline pipeline, PostGate gate, ScopeNotifications levels, Blocks blocks, Notifier notifier)
    : IJobHandler<NotifyActivity>
{
    public Task HandleAsync(Job<NotifyActivity> job, CancellationToken ct) =>
        pipeline.RunAsync(SystemTask.Of(job), call => NotifyAsync(call, job.Args.SubjectId, ct), ct);

    async Task<bool> NotifyAsync(SystemCall call, Guid subjectId, CancellationToken ct)
    {
        var comment = await Comment.FindAsync(call.Db, subjectId, ct);
        var post = await Post.FindAsync(call.Db, comment?.PostId ?? subjectId, ct);
        call.Audit.Target(comment is null ? "post" : "comment", subjectId);
        if (post is not { RemovedAt: null } || comment is { RemovedAt: not null })
        {
            call.Audit.If(changed: false);
            return false;
        }

        var author = comment?.AuthorId ?? post.AuthorId;
        var told = new HashSet<Guid> { author };
        if (comment is not null)
        {
            var parent = comment.ParentId is { } id ? await Comment.FindAsync(call.Db, id, ct) : null;
            await TellAsync(ActivityKinds.Reply, parent is { RemovedAt: null } ? [parent.AuthorId] : []);
            await TellAsync(ActivityKinds.Comment, [post.AuthorId]);
        }

        await TellAsync(ActivityKinds.Mention, await Mentions.ListUsersAsync(call.Db, subjectId, ct));
        return true;

        async Task TellAsync(string kind, IReadOnlyList<Guid> users)
        {
            var recipients = await ListRecipientsAsync(call.Db, post.Scope, author, [.. users.Where(told.Add)], ct);
            if (recipients.Count > 0)
                await notifier.NotifyAsync(
                    call.Db,
                    new(kind, subjectId.ToString(), post.Scope, new Dictionary<string, string> { ["postId"] = post.Id.ToString() })
                    {
                        Actor = author,
                    },
                    recipients, ct);
        }
    }

    async Task<IReadOnlyList<Guid>> ListRecipientsAsync(
        NpgsqlConnection db, Scope scope, Guid author, IReadOnlyList<Guid> users, CancellationToken ct)
    {
        var readers = await levels.ListAsync(
            db, scope, PostConcern.Personal, await gate.ListReadersAsync(db, scope, users, ct), ct);
        return [.. readers.Except(await blocks.ListBlockersAsync(db, author, readers, ct))];
    }
}
