using Bits.Membership;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Finds who wants to be notified of posts in a scope.</summary>
public sealed class ScopeNotifications(IEnumerable<IScopeDirectory> directories)
{
    readonly Dictionary<string, IScopeDirectory> _directories = directories.ToDictionary(d => d.ScopeType);

    /// <summary>Returns those of the users who want to be notified: by the feature of the scope, else all.</summary>
    public async Task<IReadOnlyList<Guid>> ListAsync(
        NpgsqlConnection db, Scope scope, PostConcern concern, IReadOnlyList<Guid> users, CancellationToken ct) =>
        users.Count > 0 && _directories.TryGetValue(scope.Type, out var directory)
            ? await directory.ListNotifiedAsync(db, scope, concern, users, ct)
            : users;
}
