using Bits.Membership;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Lists who may see a scope and its content.</summary>
public enum ScopeVisibility
{
    /// <summary>All signed-in users see it and read it.</summary>
    Public,

    /// <summary>All signed-in users see that it exists; members read it.</summary>
    Private,

    /// <summary>Members and invited users see it. To others it does not exist, in any answer.</summary>
    Secret,
}

/// <summary>The facts of a scope that a decision needs.</summary>
/// <param name="Scope">The scope itself: a chapter may be addressed as a group.</param>
/// <param name="Visibility">The visibility.</param>
public sealed record ScopeFacts(Scope Scope, ScopeVisibility Visibility)
{
    /// <summary>Gets whether it is read-only. Default false.</summary>
    public bool IsArchived { get; init; }
}

/// <summary>Lists how a post concerns a member.</summary>
public enum PostConcern
{
    /// <summary>It is in a scope of theirs.</summary>
    InScope,

    /// <summary>It mentions them, or answers them.</summary>
    Personal,
}

/// <summary>Finds the scopes of one type; the owning feature implements it.</summary>
public interface IScopeDirectory
{
    /// <summary>Gets the type, one of <see cref="ScopeTypes"/>.</summary>
    string ScopeType { get; }

    /// <summary>Gets the field by which requests name a scope of this type, such as <c>groupId</c>, if its slug may stand
    /// there for the id. Default null.</summary>
    string? Field => null;

    /// <summary>Returns the query for the id of the scope with this slug; an empty answer means a missing one. Null for a type
    /// without slugs.</summary>
    BatchedQuery<Guid?>? SlugQuery(string slug) => null;

    /// <summary>Returns the query for the facts of a scope; an empty answer means a missing scope. Null for an
    /// impossible id. The id may be a slug; the facts hold the real one.</summary>
    BatchedQuery<ScopeFacts?>? Query(Scope scope);

    /// <summary>Returns the same query for a write that depends on the facts: they stay as read until the transaction ends.
    /// Default: the facts of this type never change.</summary>
    BatchedQuery<ScopeFacts?>? SharedQuery(Scope scope) => Query(scope);

    /// <summary>Returns the names of scopes of this type; omits missing ones.</summary>
    Task<IReadOnlyDictionary<Scope, string>> ListNamesAsync(
        NpgsqlConnection db, IReadOnlyCollection<Scope> scopes, CancellationToken ct);

    /// <summary>Returns those of the users who want to be notified of a post in the scope. Default: all.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="concern">What the post is to them.</param>
    /// <param name="users">The users.</param>
    /// <param name="ct">Stops the query.</param>
    Task<IReadOnlyList<Guid>> ListNotifiedAsync(
        NpgsqlConnection db, Scope scope, PostConcern concern, IReadOnlyList<Guid> users, CancellationToken ct) =>
        Task.FromResult(users);
}
