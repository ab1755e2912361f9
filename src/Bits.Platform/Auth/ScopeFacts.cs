using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Auth;

/// <summary>Who may see that a scope is there, and what is in it.</summary>
public enum ScopeVisibility
{
    /// <summary>Everybody sees it, reads it and may join.</summary>
    Public,

    /// <summary>Everybody sees that it is there; members read it, and it is members who let others in.</summary>
    Private,
}

/// <summary>What a decision needs to know of a scope.</summary>
/// <param name="Scope">The scope itself: a chapter is addressed as a group, and is one.</param>
/// <param name="Visibility">Who may see it.</param>
public sealed record ScopeFacts(Scope Scope, ScopeVisibility Visibility);

/// <summary>Knows the scopes of one type; the feature that owns them implements it.</summary>
public interface IScopeDirectory
{
    /// <summary>The type, one of <see cref="ScopeTypes"/>.</summary>
    string ScopeType { get; }

    /// <summary>What to ask for the facts of a scope; no answer: there is none. Null where its id can be none's.</summary>
    Question<ScopeFacts?>? Ask(Scope scope);
}
