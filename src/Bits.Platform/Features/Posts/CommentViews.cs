using Bits.Platform.Accounts;
using Bits.Platform.Texts;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>A comment as a reader sees it.</summary>
/// <param name="CommentId">The id.</param>
/// <param name="PostId">The post.</param>
/// <param name="ParentId">The comment that it answers; null for a comment on the post.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="AuthorName">The author's name; null when the account is gone.</param>
/// <param name="Body">The text in CommonMark, with the present user names of those it mentions; empty when removed.</param>
/// <param name="Rendered">The text as safe HTML.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="EditedAt">The time of the last edit; null without one.</param>
/// <param name="IsRemoved">Whether it is removed; it then stays for its answers.</param>
/// <param name="ReplyCount">The number of visible answers.</param>
/// <param name="Replies">The first answers; list the others by this comment's id.</param>
/// <param name="Reactions">The reactions, the most frequent first.</param>
/// <param name="OwnReaction">The caller's reaction; null without one.</param>
/// <param name="Can">What the caller may do with it now.</param>
public sealed record CommentView(
    Guid CommentId, Guid PostId, Guid? ParentId, Guid AuthorId, string? AuthorName, string Body, string Rendered,
    DateTimeOffset CreatedAt, DateTimeOffset? EditedAt, bool IsRemoved, int ReplyCount, IReadOnlyList<CommentView> Replies,
    IReadOnlyList<ReactionCount> Reactions, ReactionKind? OwnReaction, IReadOnlyList<PostAction> Can);

/// <summary>Shows comments to a reader.</summary>
public sealed class CommentViews(AccountDirectory accounts)
{
    /// <summary>Shows comments with answers, in the given order.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="comments">The comments.</param>
    /// <param name="replies">The answers to show with them.</param>
    /// <param name="rights">The reader's rights in the scope of the post.</param>
    /// <param name="isOpen">Whether the post is visible: nothing is done on a removed one.</param>
    /// <param name="ct">Stops the query.</param>
    internal async Task<IReadOnlyList<CommentView>> ListAsync(
        NpgsqlConnection db, IReadOnlyList<Comment> comments, IReadOnlyList<Comment> replies, ScopeRights rights, bool isOpen,
        CancellationToken ct)
    {
        if (comments.Count == 0)
            return [];

        var all = comments.Concat(replies).ToList();
        var (names, own) = await accounts.NamesQuery(all.Select(c => c.AuthorId)).ReadWithAsync(
            Reaction.OwnQuery(rights.Caller.UserId, all.Select(c => c.Id)), db, ct);
        var mentioned = await Mentions.ListAsync(db, all.Select(c => c.Id), ct);
        var byParent = replies.ToLookup(c => c.ParentId);

        return [.. comments.Select(c => View(c, [.. byParent[c.Id].Select(r => View(r, []))]))];

        CommentView View(Comment c, IReadOnlyList<CommentView> shown) => CommentViews.View(
            c, shown, names!.GetValueOrDefault(c.AuthorId), own!.TryGetValue(c.Id, out var kind) ? kind : null,
            PostViews.Of(mentioned, c.Id), isOpen && c.RemovedAt is null ? [.. PostViews.Actions(rights, c.AuthorId, isPost: false)] : []);
    }

    static CommentView View(
        Comment c, IReadOnlyList<CommentView> replies, string? author, ReactionKind? own,
        IReadOnlyDictionary<string, MentionedUser> mentioned, IReadOnlyList<PostAction> can)
    {
        var isRemoved = c.RemovedAt is not null;
        return new(
            c.Id, c.PostId, c.ParentId, c.AuthorId, author,
            isRemoved ? "" : RichText.WithPresentNames(c.Body, mentioned), isRemoved ? "" : RichText.ToHtml(c.Body, mentioned),
            c.CreatedAt, c.EditedAt, isRemoved, c.Replies, replies, isRemoved ? [] : Reaction.ToCounts(c.Reactions), own, can);
    }
}
