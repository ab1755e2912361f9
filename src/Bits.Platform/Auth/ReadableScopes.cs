using Bits.Membership;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Tells in which scopes somebody may read at this moment: for lists that hold things of many scopes.</summary>
public sealed class ReadableScopes(Memberships memberships, Authorizer authorizer)
{
    /// <summary>Those of the scopes in which the caller may read what is posted.</summary>
    /// <param name="db">An open connection to the primary.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="scopes">Which scopes.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlySet<Scope>> ListAsync(
        NpgsqlConnection db, Caller caller, IEnumerable<Scope> scopes, CancellationToken ct)
    {
        var asked = scopes.Distinct().ToList();
        if (caller.OnlyCapabilities is { } only && !only.Contains(Capabilities.GroupsRead))
            return new HashSet<Scope>();

        // Every member reads; of the others the few scopes are asked about one by one.
        var isMember = await memberships.AreMembersAsync(
            db, [.. asked.Select(scope => new MemberKey(caller.UserId, scope))], ct);
        var readable = asked.Where((_, place) => isMember[place]).ToHashSet();
        foreach (var scope in asked.Where((_, place) => !isMember[place]))
        {
            if (await authorizer.FindScopeAsync(db, scope, ct) is { } facts
                && (await authorizer.DecideAsync(db, caller, Capabilities.GroupsRead, facts, ct)).Allowed)
                readable.Add(scope);
        }

        return readable;
    }
}
