using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>A post or comment that a notification is about.</summary>
/// <param name="Id">The id.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="Body">The text.</param>
/// <param name="Scope">The scope of the post.</param>
/// <param name="IsComment">Whether it is a comment.</param>
sealed record ActivitySubject(Guid Id, Guid AuthorId, string Body, Scope Scope, bool IsComment);

/// <summary>Says what happened about a post or comment, with its current text. Omits removed ones.</summary>
abstract class ActivityText(AccountDirectory accounts, ScopeNames scopes) : INotificationText
{
    /// <summary>The maximum length of the text, in bytes.</summary>
    internal const int MaxBodyBytes = 500;

    public abstract NotificationKind Kind { get; }

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var texts = await ListSubjectsAsync(db, [.. subjects.Select(subject => Guid.Parse(subject.SubjectId))], ct);
        var authors = await accounts.ListNamesAsync(db, texts.Select(text => text.AuthorId), ct);
        var names = await scopes.ListAsync(db, texts.Select(text => text.Scope), ct);

        return texts.ToDictionary(
            text => text.Id.ToString(),
            text => Values(authors.GetValueOrDefault(text.AuthorId), names[text.Scope], text.Body));
    }

    /// <summary>Returns posts and comments that are not removed, by their ids.</summary>
    internal static async Task<IReadOnlyList<ActivitySubject>> ListSubjectsAsync(
        NpgsqlConnection db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var comments = await Comment.ListAsync(db, ids, ct);
        var posts = (await Post.ListAsync(db, ids.Concat(comments.Select(c => c.PostId)), ct)).ToDictionary(post => post.Id);
        return
        [
            .. comments.Where(c => posts.ContainsKey(c.PostId))
                .Select(c => new ActivitySubject(c.Id, c.AuthorId, c.Body, posts[c.PostId].Scope, IsComment: true)),
            .. posts.Values.Where(p => ids.Contains(p.Id)).Select(p => new ActivitySubject(p.Id, p.AuthorId, p.Body, p.Scope, IsComment: false)),
        ];
    }

    /// <summary>Returns the values of a text.</summary>
    internal static NotificationValues Values(string? author, string scope, string body) => new(
        NotificationKind.Only,
        new Dictionary<string, Localized>
        {
            ["author"] = author ?? Localized.FormerMember,
            ["scope"] = scope,
            ["body"] = PostgresText.Cleaned(body, MaxBodyBytes),
        });
}

/// <summary>Says who commented on one's own post.</summary>
sealed class CommentText(AccountDirectory accounts, ScopeNames scopes) : ActivityText(accounts, scopes)
{
    static readonly NotificationKind Comments = new(
        ActivityKinds.Comment, new("Comments on your posts", "आपकी पोस्ट पर टिप्पणियाँ"), Importance.Personal, new Phrases(
            new("{author} commented on your post in {scope}", "{body}", "Read the comment"),
            new("{author} ने {scope} में आपकी पोस्ट पर टिप्पणी की", "{body}", "टिप्पणी पढ़ें")));

    public override NotificationKind Kind => Comments;
}

/// <summary>Says who answered one's own comment.</summary>
sealed class ReplyText(AccountDirectory accounts, ScopeNames scopes) : ActivityText(accounts, scopes)
{
    static readonly NotificationKind Replies = new(
        ActivityKinds.Reply, new("Answers to your comments", "आपकी टिप्पणियों के उत्तर"), Importance.Personal, new Phrases(
            new("{author} answered your comment in {scope}", "{body}", "Read the answer"),
            new("{author} ने {scope} में आपकी टिप्पणी का उत्तर दिया", "{body}", "उत्तर पढ़ें")));

    public override NotificationKind Kind => Replies;
}

/// <summary>Says who mentioned the recipient.</summary>
sealed class MentionText(AccountDirectory accounts, ScopeNames scopes) : ActivityText(accounts, scopes)
{
    static readonly NotificationKind MentionsOfYou = new(
        ActivityKinds.Mention, new("Mentions of you", "आपके उल्लेख"), Importance.Personal, new Phrases(
            new("{author} mentioned you in {scope}", "{body}", "Read it"),
            new("{author} ने {scope} में आपका उल्लेख किया", "{body}", "पढ़ें")));

    public override NotificationKind Kind => MentionsOfYou;
}
