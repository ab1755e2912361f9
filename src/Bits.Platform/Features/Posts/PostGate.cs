using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>The rights of a caller in one scope.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Facts">The scope.</param>
/// <param name="Own">The caller's row in the scope, in any state; null without one.</param>
sealed record ScopeRights(Caller Caller, ScopeFacts Facts, Member? Own)
{
    /// <summary>Returns whether the caller may do this in the scope.</summary>
    public bool May(string capability) =>
        Decide(capability).Allowed && !(Facts.IsArchived && Capabilities.Get(capability).RefusesArchived);

    /// <summary>Throws unless the caller may do this in the scope.</summary>
    /// <exception cref="FaultException">The caller may not, or the scope is archived.</exception>
    public void Require(string capability)
    {
        if (Decide(capability) is { Allowed: false } no)
            throw FaultException.PermissionDenied(no.Rule, no.Why);

        Authorizer.RequireActive(capability, Facts);
    }

    /// <summary>Throws for an archived scope.</summary>
    /// <exception cref="FaultException">The scope is archived.</exception>
    public void RequireActive() => Authorizer.RequireActive(Facts);

    Decision Decide(string capability) => Authorizer.Decide(Caller, capability, Facts, Own);
}

/// <summary>Opens posts and comments to callers who may read them. To others they do not exist.</summary>
public sealed class PostGate(Authorizer authorizer, Memberships memberships)
{
    /// <summary>Returns a visible post that the caller may read, with the caller's rights there.</summary>
    /// <exception cref="FaultException">There is no such post, or it is hidden from the caller.</exception>
    internal async Task<(Post Post, ScopeRights Rights)> GetPostAsync(RpcContext call, Guid postId, CancellationToken ct) =>
        Visible(await FindPostAsync(call, postId, ct));

    /// <summary>Returns the same, and the scope stays as read until the transaction ends: for writers. Locks nothing of what is
    /// hidden from the caller.</summary>
    /// <inheritdoc cref="GetPostAsync"/>
    internal async Task<(Post Post, ScopeRights Rights)> HoldPostAsync(RpcContext call, Guid postId, CancellationToken ct)
    {
        var (post, seen) = await GetPostAsync(call, postId, ct);
        return (post, await HoldAsync(call, seen, ct) ?? throw NoPost(postId));
    }

    /// <summary>Returns a post that the caller may read, removed or not.</summary>
    /// <exception cref="FaultException">There is no such post, or it is hidden from the caller.</exception>
    internal async Task<(Post Post, ScopeRights Rights)> FindPostAsync(RpcContext call, Guid postId, CancellationToken ct) =>
        await FindOrDefaultAsync(call, postId, ct) ?? throw NoPost(postId);

    /// <summary>Returns the visible post or comment of a request, with its author, its scope and the caller's rights there.</summary>
    /// <param name="call">The call.</param>
    /// <param name="postId">The post; null for a comment.</param>
    /// <param name="commentId">The comment; null for a post.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">Not exactly one is given, or it does not exist for the caller.</exception>
    internal async Task<(Subject Subject, Guid Author, ScopeRights Rights)> GetSubjectAsync(
        RpcContext call, Guid? postId, Guid? commentId, CancellationToken ct)
    {
        switch (postId, commentId)
        {
            case ({ } id, null):
                var (post, rights) = await GetPostAsync(call, id, ct);
                return (new(post.Id, CommentId: null), post.AuthorId, rights);
            case (null, { } id):
                var (comment, on, there) = await GetCommentAsync(call, id, ct);
                return (new(on.Id, comment.Id), comment.AuthorId, there);
            default:
                throw FaultException.InvalidArgument(
                    "postId", "is missing or given with a comment; give either the postId or the commentId.");
        }
    }

    /// <summary>Returns the same, and the scope stays as read until the transaction ends: for writers.</summary>
    /// <inheritdoc cref="GetSubjectAsync"/>
    internal async Task<(Subject Subject, Guid Author, ScopeRights Rights)> HoldSubjectAsync(
        RpcContext call, Guid? postId, Guid? commentId, CancellationToken ct)
    {
        var (subject, author, seen) = await GetSubjectAsync(call, postId, commentId, ct);
        return (subject, author, await HoldAsync(call, seen, ct) ?? throw subject.NotFound());
    }

    /// <summary>Returns a visible comment on a visible post that the caller may read.</summary>
    /// <exception cref="FaultException">There is no such comment, or it is hidden from the caller.</exception>
    internal async Task<(Comment Comment, Post Post, ScopeRights Rights)> GetCommentAsync(
        RpcContext call, Guid commentId, CancellationToken ct)
    {
        var comment = await Comment.FindAsync(call.Db, commentId, ct);
        return await FindOrDefaultAsync(call, comment?.PostId ?? commentId, ct) is ({ RemovedAt: null } post, var rights)
            && comment is { RemovedAt: null }
            ? (comment, post, rights)
            : throw NoComment(commentId);
    }

    /// <summary>Returns the same, and the scope stays as read until the transaction ends: for writers.</summary>
    /// <inheritdoc cref="GetCommentAsync"/>
    internal async Task<(Comment Comment, Post Post, ScopeRights Rights)> HoldCommentAsync(
        RpcContext call, Guid commentId, CancellationToken ct)
    {
        var (comment, post, seen) = await GetCommentAsync(call, commentId, ct);
        return (comment, post, await HoldAsync(call, seen, ct) ?? throw NoComment(commentId));
    }

    // Null for a reader who lost the right to read meanwhile.
    async Task<ScopeRights?> HoldAsync(RpcContext call, ScopeRights seen, CancellationToken ct) =>
        await authorizer.HoldScopeAsync(call.Db, seen.Facts.Scope, ct) is { } facts
        && seen with { Facts = facts } is var held && held.May(PostCapabilities.Read)
            ? held
            : null;

    /// <summary>Returns the caller's rights in a scope; null for a missing one. Reads the membership in a missing one too.
    /// </summary>
    internal async Task<ScopeRights?> FindRightsAsync(NpgsqlConnection db, Caller caller, Scope scope, CancellationToken ct)
    {
        var facts = await authorizer.FindScopeAsync(db, scope, ct);
        var own = await memberships.FindAsync(db, caller.UserId, facts?.Scope ?? scope, ct);
        return facts is null ? null : new(caller, facts, own);
    }

    // Asks the same of the database for a missing post as for one of a hidden group: the time of the answer tells nothing.
    async Task<(Post Post, ScopeRights Rights)?> FindOrDefaultAsync(RpcContext call, Guid postId, CancellationToken ct)
    {
        var (post, exists) = await Post.FindOrPhantomAsync(call.Db, postId, ct);
        var rights = await FindRightsAsync(call.Db, call.Caller, post.Scope, ct);
        return exists && rights is not null && rights.May(PostCapabilities.Read) ? (post, rights) : null;
    }

    static (Post Post, ScopeRights Rights) Visible((Post Post, ScopeRights Rights) found) =>
        found.Post.RemovedAt is null ? found : throw NoPost(found.Post.Id);

    /// <summary>Returns those of the users who may read a scope now.</summary>
    internal async Task<IReadOnlyList<Guid>> ListReadersAsync(
        NpgsqlConnection db, Scope scope, IEnumerable<Guid> users, CancellationToken ct)
    {
        var asked = users.Distinct().ToList();
        if (asked.Count == 0 || await authorizer.FindScopeAsync(db, scope, ct) is not { } facts)
            return [];
        if (facts.Visibility == ScopeVisibility.Public)
            return asked;

        var isMember = await memberships.AreMembersAsync(db, [.. asked.Select(user => new MemberKey(user, facts.Scope))], ct);
        return [.. asked.Where((_, place) => isMember[place])];
    }

    /// <summary>Throws unless the caller wrote the text.</summary>
    /// <exception cref="FaultException">Another user wrote it.</exception>
    internal static void RequireAuthor(Caller caller, Guid author)
    {
        if (caller.UserId != author)
            throw FaultException.PermissionDenied("not_the_author", "Only its author may edit this text.");
    }

    /// <summary>The fault of a missing or hidden post.</summary>
    internal static FaultException NoPost(Guid id) =>
        FaultException.NotFound("post_not_found", $"There is no post {id}, or it is hidden from you.");

    /// <summary>The fault of a missing or hidden comment.</summary>
    internal static FaultException NoComment(Guid id) =>
        FaultException.NotFound("comment_not_found", $"There is no comment {id}, or it is hidden from you.");
}
