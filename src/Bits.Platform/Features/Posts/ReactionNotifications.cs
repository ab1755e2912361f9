using System.Globalization;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Notifies the author of a post or comment of reactions to it. One job for each subject at a time.</summary>
/// <param name="PostId">The post.</param>
/// <param name="CommentId">The comment; null for the post itself.</param>
public sealed record NotifyReactions(Guid PostId, Guid? CommentId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "posts.notify_reactions";

    /// <summary>Gets the defaults: a running job may have counted already, so it leaves the key to the next.</summary>
    public static JobDefaults Defaults { get; } = new() { Unique = new() { While = [JobState.Pending, JobState.Failed] } };

    /// <inheritdoc />
    public string UniqueKey() => $"{Kind}:{CommentId ?? PostId}";
}

/// <summary>Keeps one notification for each subject: its text counts all who reacted, and it is unread again after the
/// next reaction. Leaves out the author and those whom the author has blocked.</summary>
/// <remarks>Idempotent: without a new reaction nothing changes but the mark of reading.</remarks>
sealed class NotifyReactionsHandler(
    SystemPipeline pipeline, PostGate gate, ScopeNotifications levels, Blocks blocks, Notifier notifier)
    : IJobHandler<NotifyReactions>
{
    public Task HandleAsync(Job<NotifyReactions> job, CancellationToken ct) =>
        pipeline.RunAsync(SystemTask.Of(job), call => NotifyAsync(call, job.Args, ct), ct);

    async Task<bool> NotifyAsync(SystemCall call, NotifyReactions args, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        var comment = args.CommentId is { } id ? await Comment.FindAsync(call.Db, id, ct) : null;
        var post = await Post.FindAsync(call.Db, args.PostId, ct);
        if (post is not { RemovedAt: null } || comment is { RemovedAt: not null } || (args.CommentId is not null && comment is null))
            return false;

        var (subject, author) = (comment?.Id ?? post.Id, comment?.AuthorId ?? post.AuthorId);
        var readers = await levels.ListAsync(
            call.Db, post.Scope, PostConcern.InScope, await gate.ListReadersAsync(call.Db, post.Scope, [author], ct), ct);
        if (readers.Count == 0 || (await Reactors.ListAsync(call.Db, blocks, author, [subject], ct)).Count == 0)
            return false;

        await notifier.NotifyAsync(
            call.Db,
            new(ActivityKinds.Reaction, subject.ToString(), post.Scope, new Dictionary<string, string> { ["postId"] = post.Id.ToString() })
            {
                Renews = true,
            },
            readers, ct);
        return true;
    }
}

/// <summary>Who reacted to a post or comment, without its author and without those whom the author has blocked.</summary>
/// <param name="LatestId">The latest of them.</param>
/// <param name="Count">How many they are.</param>
readonly record struct Reactors(Guid LatestId, int Count)
{
    /// <summary>Returns them for posts and comments of one author, by id; omits those without any.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Reactors>> ListAsync(
        NpgsqlConnection db, Blocks blocks, Guid author, IEnumerable<Guid> subjects, CancellationToken ct)
    {
        const string sql = """
            select subject_id, (array_agg(user_id order by reacted_at desc, user_id))[1], count(*)::int
            from posts_reaction
            where subject_id = any($1) and user_id <> $2 and user_id <> all($3)
            group by subject_id
            """;

        var blocked = await blocks.ListAsync(db, author, ct);
        return (await db.QueryAsync(
                sql, [subjects.ToArray(), author, blocked.ToArray()],
                row => (row.GetGuid(0), new Reactors(row.GetGuid(1), row.GetInt32(2))), ct))
            .ToDictionary();
    }
}

/// <summary>Says who reacted to one's own post or comment, as it is now.</summary>
sealed class ReactionText(AccountDirectory accounts, ScopeNames scopes, Blocks blocks) : INotificationText
{
    const string One = "one";
    const string Two = "two";
    const string Many = "many";

    static readonly Localized Post = new("post", "पोस्ट");
    static readonly Localized Comment = new("comment", "टिप्पणी");

    // A popular author would hear of each reaction: the digest tells of them at once, the app collects them.
    static readonly NotificationKind Reactions = new(
        ActivityKinds.Reaction, new("Reactions to your posts", "आपकी पोस्ट पर प्रतिक्रियाएँ"), Importance.News,
        new Dictionary<string, Phrases>
        {
            [One] = Phrases("{author} reacted to your {what} in {scope}", "{author} ने {scope} में आपकी {what} पर प्रतिक्रिया दी"),
            [Two] = Phrases(
                "{author} and one other reacted to your {what} in {scope}", "{author} और एक अन्य ने {scope} में आपकी {what} पर प्रतिक्रिया दी"),
            [Many] = Phrases(
                "{author} and {others} others reacted to your {what} in {scope}",
                "{author} और {others} अन्य ने {scope} में आपकी {what} पर प्रतिक्रिया दी"),
        })
    {
        Gathers = TimeSpan.FromMinutes(10),
    };

    public NotificationKind Kind => Reactions;

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var texts = await ActivityText.ListSubjectsAsync(db, [.. subjects.Select(subject => Guid.Parse(subject.SubjectId))], ct);
        var reactors = new Dictionary<Guid, Reactors>();
        foreach (var own in texts.GroupBy(text => text.AuthorId, text => text.Id))
        {
            foreach (var (id, found) in await Reactors.ListAsync(db, blocks, own.Key, own, ct))
                reactors[id] = found;
        }

        var authors = await accounts.ListNamesAsync(db, reactors.Values.Select(r => r.LatestId), ct);
        var names = await scopes.ListAsync(db, texts.Select(text => text.Scope), ct);

        return texts.Where(text => reactors.ContainsKey(text.Id)).ToDictionary(
            text => text.Id.ToString(),
            text => Values(reactors[text.Id], authors, names[text.Scope], text));
    }

    static NotificationValues Values(
        Reactors reactors, IReadOnlyDictionary<Guid, string> authors, string scope, ActivitySubject text) => new(
        reactors.Count switch { 1 => One, 2 => Two, _ => Many },
        new Dictionary<string, Localized>
        {
            ["author"] = authors.GetValueOrDefault(reactors.LatestId) ?? Localized.FormerMember,
            ["others"] = (reactors.Count - 1).ToString(CultureInfo.InvariantCulture),
            ["what"] = text.IsComment ? Comment : Post,
            ["scope"] = scope,
            ["body"] = PostgresText.Cleaned(text.Body, ActivityText.MaxBodyBytes),
        });

    static Phrases Phrases(string english, string hindi) =>
        new(new(english, "{body}", "See it"), new(hindi, "{body}", "देखें"));
}
