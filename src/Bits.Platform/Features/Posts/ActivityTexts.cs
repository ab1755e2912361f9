using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Renders what happened about a post or comment with its current text. Omits removed ones.</summary>
abstract class ActivityText(AccountDirectory accounts, ScopeNames scopes) : INotificationText
{
    const int MaxBodyBytes = 500;

    public abstract string Kind { get; }

    /// <summary>Returns the headline.</summary>
    protected abstract string Title(string author, string scope);

    public async Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var ids = subjects.Select(subject => Guid.Parse(subject.SubjectId)).ToList();
        var comments = await Comment.ListAsync(db, ids, ct);
        var posts = (await Post.ListAsync(db, ids.Concat(comments.Select(c => c.PostId)), ct)).ToDictionary(post => post.Id);
        var texts = comments.Where(c => posts.ContainsKey(c.PostId))
            .Select(c => (c.Id, c.AuthorId, c.Body, posts[c.PostId].Scope))
            .Concat(posts.Values.Where(p => ids.Contains(p.Id)).Select(p => (p.Id, p.AuthorId, p.Body, p.Scope)))
            .ToList();
        var authors = await accounts.ListNamesAsync(db, texts.Select(text => text.AuthorId), ct);
        var names = await scopes.ListAsync(db, texts.Select(text => text.Scope), ct);

        return texts.ToDictionary(
            text => text.Id.ToString(),
            text => new NotificationWords(
                Title(authors.GetValueOrDefault(text.AuthorId) ?? "A former member", names[text.Scope]),
                PostgresText.Cleaned(text.Body, MaxBodyBytes)));
    }
}

/// <summary>Renders a comment on one's own post.</summary>
sealed class CommentText(AccountDirectory accounts, ScopeNames scopes) : ActivityText(accounts, scopes)
{
    public override string Kind => ActivityKinds.Comment;

    protected override string Title(string author, string scope) => $"{author} commented on your post in {scope}";
}

/// <summary>Renders an answer to one's own comment.</summary>
sealed class ReplyText(AccountDirectory accounts, ScopeNames scopes) : ActivityText(accounts, scopes)
{
    public override string Kind => ActivityKinds.Reply;

    protected override string Title(string author, string scope) => $"{author} answered your comment in {scope}";
}

/// <summary>Renders a mention.</summary>
sealed class MentionText(AccountDirectory accounts, ScopeNames scopes) : ActivityText(accounts, scopes)
{
    public override string Kind => ActivityKinds.Mention;

    protected override string Title(string author, string scope) => $"{author} mentioned you in {scope}";
}
