using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Texts;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Lists what a caller may do with a post or comment.</summary>
public enum PostAction
{
    /// <summary>Edit the text.</summary>
    Edit,

    /// <summary>Remove it.</summary>
    Remove,

    /// <summary>Pin and unpin it.</summary>
    Pin,

    /// <summary>Report it to the moderators.</summary>
    Report,

    /// <summary>React to it.</summary>
    React,

    /// <summary>Comment on it.</summary>
    Comment,
}

/// <summary>A post as a reader sees it.</summary>
/// <param name="PostId">The id.</param>
/// <param name="Scope">The scope, such as batch:2018.</param>
/// <param name="ScopeName">The name of the scope.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="AuthorName">The author's name; null when the account is gone.</param>
/// <param name="Body">The text in CommonMark, with the present user names of those it mentions; empty when removed.</param>
/// <param name="Rendered">The text as safe HTML.</param>
/// <param name="Links">The links.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="EditedAt">The time of the last edit; null without one.</param>
/// <param name="IsPinned">Whether it is pinned in its scope.</param>
/// <param name="IsRemoved">Whether it is removed; it then stays for its comments.</param>
/// <param name="CommentCount">The number of visible comments and answers.</param>
/// <param name="Reactions">The reactions, the most frequent first.</param>
/// <param name="OwnReaction">The caller's reaction; null without one.</param>
/// <param name="Can">What the caller may do with it now.</param>
public sealed record PostView(
    Guid PostId, string Scope, string ScopeName, Guid AuthorId, string? AuthorName, string Body, string Rendered,
    IReadOnlyList<PostLink> Links, DateTimeOffset CreatedAt, DateTimeOffset? EditedAt, bool IsPinned, bool IsRemoved,
    int CommentCount, IReadOnlyList<ReactionCount> Reactions, ReactionKind? OwnReaction, IReadOnlyList<PostAction> Can);

/// <summary>Shows posts to a reader.</summary>
public sealed class PostViews(AccountDirectory accounts, ScopeNames scopes)
{
    static readonly IReadOnlyDictionary<string, MentionedUser> NoMentions = new Dictionary<string, MentionedUser>();

    /// <summary>Shows posts, in the given order.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="posts">The posts.</param>
    /// <param name="rights">The reader's rights in each scope.</param>
    /// <param name="reader">The reader.</param>
    /// <param name="ct">Stops the query.</param>
    internal async Task<IReadOnlyList<PostView>> ListAsync(
        NpgsqlConnection db, IReadOnlyList<Post> posts, Func<Scope, ScopeRights> rights, Guid reader, CancellationToken ct)
    {
        if (posts.Count == 0)
            return [];

        var ids = posts.Select(post => post.Id).ToList();
        var (names, own) = await accounts.NamesQuery(posts.Select(post => post.AuthorId)).ReadWithAsync(
            Reaction.OwnQuery(reader, ids), db, ct);
        var scopeNames = await scopes.ListAsync(db, posts.Select(post => post.Scope), ct);
        var mentioned = await Mentions.ListAsync(db, ids, ct);

        return
        [
            .. posts.Select(post => View(
                post, rights(post.Scope), scopeNames[post.Scope], names!.GetValueOrDefault(post.AuthorId),
                own!.TryGetValue(post.Id, out var kind) ? kind : null, Of(mentioned, post.Id))),
        ];
    }

    /// <summary>Returns the mentions of one text.</summary>
    internal static IReadOnlyDictionary<string, MentionedUser> Of(
        ILookup<Guid, KeyValuePair<string, MentionedUser>> mentioned, Guid subject) =>
        mentioned.Contains(subject) ? new Dictionary<string, MentionedUser>(mentioned[subject]) : NoMentions;

    static PostView View(
        Post post, ScopeRights rights, string scopeName, string? author, ReactionKind? own,
        IReadOnlyDictionary<string, MentionedUser> mentioned)
    {
        var isRemoved = post.RemovedAt is not null;
        return new(
            post.Id, post.Scope.ToString(), scopeName, post.AuthorId, author,
            isRemoved ? "" : RichText.WithPresentNames(post.Body, mentioned), isRemoved ? "" : RichText.ToHtml(post.Body, mentioned),
            isRemoved ? [] : post.Links, post.CreatedAt, post.EditedAt, post.IsPinned, isRemoved, post.Comments,
            isRemoved ? [] : Reaction.ToCounts(post.Reactions), own, isRemoved ? [] : [.. Actions(rights, post.AuthorId, isPost: true)]);
    }

    /// <summary>Lists what the reader may do with a visible post or comment.</summary>
    internal static IEnumerable<PostAction> Actions(ScopeRights rights, Guid author, bool isPost)
    {
        var isOwn = author == rights.Caller.UserId;
        var (mayWrite, mayModerate) = (rights.May(PostCapabilities.Write), rights.May(PostCapabilities.Moderate));
        if (isOwn && mayWrite)
            yield return PostAction.Edit;
        if (isOwn || mayModerate)
            yield return PostAction.Remove;
        if (isPost && mayModerate && !rights.Facts.IsArchived)
            yield return PostAction.Pin;
        if (!isOwn)
            yield return PostAction.Report;
        if (mayWrite)
        {
            yield return PostAction.React;
            yield return PostAction.Comment;
        }
    }
}
