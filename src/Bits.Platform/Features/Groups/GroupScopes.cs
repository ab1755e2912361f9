using Bits.Membership;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Tells the authorizer of groups. Chapters are addressed as groups too.</summary>
sealed class GroupScopes : IScopeDirectory
{
    public string ScopeType => ScopeTypes.Group;

    public async Task<ScopeFacts?> FindAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        await Group.FindAsync(db, Guid.Parse(scope.Id), ct) is { } group ? new(group.Scope, group.Visibility) : null;
}
