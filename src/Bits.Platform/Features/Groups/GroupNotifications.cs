using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;
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

/// <summary>Tells those who are members when it runs, the author among them.</summary>
/// <remarks>Idempotent: a notification reaches a recipient once, however often the job runs.</remarks>
sealed class NotifyGroupHandler(
    NpgsqlDataSource dataSource, Memberships memberships, AccountDirectory accounts, Notifier notifier)
    : IJobHandler<NotifyGroup>
{
    const int PageSize = 1_000;
    const int MaxBodyBytes = 500;

    public async Task HandleAsync(Job<NotifyGroup> job, CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct);
        if (await GroupPost.FindAsync(db, job.Args.PostId, ct) is not { } post)
            return;

        var group = await Group.GetAsync(db, post.GroupId, ct);
        var notification = await ComposeAsync(db, post, group, ct);

        Guid? last = null;
        do
        {
            last = await NotifyPageAsync(db, notification, group.Scope, last, ct);
        }
        while (last is not null);
    }

    async Task<Guid?> NotifyPageAsync(
        NpgsqlConnection db, Notification notification, Scope scope, Guid? after, CancellationToken ct)
    {
        var members = await memberships.ListByScopeAsync(db, scope, default, after, PageSize, ct);

        await using var tx = await db.BeginTransactionAsync(ct);
        await notifier.NotifyAsync(db, notification, [.. members.Select(m => m.UserId)], ct);
        await tx.CommitAsync(ct);

        return members.Count == PageSize ? members[^1].UserId : null;
    }

    async Task<Notification> ComposeAsync(NpgsqlConnection db, GroupPost post, Group group, CancellationToken ct)
    {
        var author = await accounts.FindAsync(db, post.AuthorId, ct);

        return new(
            NotifyGroup.Kind, post.Id.ToString(), group.Scope,
            Title: $"{author?.Name ?? "Somebody"} posted in {group.Name}",
            Body: PostgresText.Cleaned(post.Body, MaxBodyBytes));
    }
}
