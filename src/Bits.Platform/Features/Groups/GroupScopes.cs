using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Tells the authorizer of groups. Chapters are addressed as groups too, and then found by their own scope.
/// </summary>
sealed class GroupScopes : IScopeDirectory
{
    public string ScopeType => ScopeTypes.Group;

    public Question<ScopeFacts?>? Ask(Scope scope) => Guid.TryParse(scope.Id, out var id)
        ? Group.Ask(id, group => (ScopeFacts?)new(group.Scope, group.Visibility))
        : null;
}

/// <summary>Tells the authorizer of chapters by their own scope.</summary>
sealed class ChapterScopes : IScopeDirectory
{
    public string ScopeType => ScopeTypes.Chapter;

    public Question<ScopeFacts?>? Ask(Scope scope) => Guid.TryParse(scope.Id, out var id)
        ? Group.Ask(id, group => group.Kind == GroupKind.Chapter ? new ScopeFacts(group.Scope, group.Visibility) : null)
        : null;
}
