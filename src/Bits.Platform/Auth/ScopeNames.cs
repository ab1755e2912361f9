using Bits.Membership;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Finds the names of scopes for screens.</summary>
public sealed class ScopeNames(IEnumerable<IScopeDirectory> directories)
{
    /// <summary>Returns the name of each scope: by its feature, else by type and id, such as "Batch of 2018".</summary>
    public async Task<IReadOnlyDictionary<Scope, string>> ListAsync(
        NpgsqlConnection db, IEnumerable<Scope> scopes, CancellationToken ct)
    {
        var asked = scopes.Distinct().ToList();
        var names = asked.ToDictionary(scope => scope, Implicit);
        foreach (var directory in directories)
            if (asked.Where(scope => scope.Type == directory.ScopeType).ToList() is [_, ..] own)
                foreach (var (scope, name) in await directory.ListNamesAsync(db, own, ct))
                    names[scope] = name;

        return names;
    }

    static string Implicit(Scope scope) => scope.Type == ScopeTypes.Batch ? $"Batch of {scope.Id}" : scope.ToString();
}
