using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Tells the members of a group of a post.</summary>
/// <param name="PostId">The post.</param>
public sealed record NotifyGroup(Guid PostId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "groups.notify_post";
}

/// <summary>How the jobs of the groups are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NotifyGroup))]
sealed partial class GroupsJson : JsonSerializerContext;

/// <summary>Tells those who are members when it runs, but for the author.</summary>
/// <remarks>Idempotent: a notification reaches a recipient once, however often the job runs.</remarks>
sealed class NotifyGroupHandler(SystemPipeline pipeline, Memberships memberships, Notifier notifier)
    : IJobHandler<NotifyGroup>
{
    const int PageSize = 1_000;

    public async Task HandleAsync(Job<NotifyGroup> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        for (var page = new Page(After: null, IsLast: false); !page.IsLast;)
            page = await pipeline.RunAsync(task, call => NotifyPageAsync(call, job.Args.PostId, page.After, ct), ct);
    }

    async Task<Page> NotifyPageAsync(SystemCall call, Guid postId, Guid? after, CancellationToken ct)
    {
        call.Audit.Target("post", postId);
        if (await GroupPost.FindAsync(call.Db, postId, ct) is not { } post)
        {
            call.Audit.If(changed: false);
            return new(after, IsLast: true);
        }

        var group = await Group.GetAsync(call.Db, post.GroupId, ct);
        var members = await memberships.ListByScopeAsync(call.Db, group.Scope, default, after, PageSize, ct);
        await notifier.NotifyAsync(
            call.Db, new(NotifyGroup.Kind, post.Id.ToString(), group.Scope),
            [.. members.Select(m => m.UserId).Where(user => user != post.AuthorId)], ct);

        return new(members is [.., var last] ? last.UserId : after, members.Count < PageSize);
    }

    // A page of members, by the one before it.
    readonly record struct Page(Guid? After, bool IsLast);
}

/// <summary>A post in words, as it is now.</summary>
sealed class PostText(AccountDirectory accounts) : INotificationText
{
    const int MaxBodyBytes = 500;

    public string Kind => NotifyGroup.Kind;

    public async Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var posts = await GroupPost.ListAsync(db, [.. subjects.Select(subject => Guid.Parse(subject.SubjectId))], ct);
        var authors = await accounts.ListNamesAsync(db, posts.Select(post => post.AuthorId), ct);
        var groups = await Group.ListNamesAsync(db, posts.Select(post => post.GroupId), ct);

        return posts.ToDictionary(
            post => post.Id.ToString(),
            post => new NotificationWords(
                $"{authors.GetValueOrDefault(post.AuthorId) ?? "Somebody"} posted in {groups[post.GroupId]}",
                PostgresText.Cleaned(post.Body, MaxBodyBytes)));
    }
}
