using Bits.Membership;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Tells the authorizer of groups. Chapters are addressed as groups too, and then found by their own scope.
/// </summary>
sealed class GroupScopes : IScopeDirectory
{
    public string ScopeType => ScopeTypes.Group;

    public async Task<ScopeFacts?> FindAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        Guid.TryParse(scope.Id, out var id) && await Group.FindAsync(db, id, ct) is { } group
            ? new(group.Scope, group.Visibility)
            : null;
}

/// <summary>Tells the authorizer of chapters by their own scope.</summary>
sealed class ChapterScopes : IScopeDirectory
{
    public string ScopeType => ScopeTypes.Chapter;

    public async Task<ScopeFacts?> FindAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        Guid.TryParse(scope.Id, out var id) && await Group.FindAsync(db, id, ct) is { Kind: GroupKind.Chapter } chapter
            ? new(chapter.Scope, chapter.Visibility)
            : null;
}
