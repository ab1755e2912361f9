using Bits.Membership;
using Bits.Platform.Features.Groups;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Finds the scopes that a user may read now: for lists across many scopes.</summary>
public sealed class ReadableScopes(Memberships memberships, Authorizer authorizer)
{
    /// <summary>Returns those of the scopes whose posts the caller may read.</summary>
    /// <param name="db">An open connection to the primary.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="scopes">The scopes.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlySet<Scope>> ListAsync(
        NpgsqlConnection db, Caller caller, IEnumerable<Scope> scopes, CancellationToken ct)
    {
        var asked = scopes.Distinct().ToList();
        if (caller.OnlyCapabilities is { } only && !only.Contains(GroupCapabilities.Read))
            return new HashSet<Scope>();

        // Every member may read; checks the few other scopes one by one.
        var isMember = await memberships.AreMembersAsync(
            db, [.. asked.Select(scope => new MemberKey(caller.UserId, scope))], ct);
        var readable = asked.Where((_, place) => isMember[place]).ToHashSet();
        foreach (var scope in asked.Where((_, place) => !isMember[place]))
        {
            if (await authorizer.FindScopeAsync(db, scope, ct) is { } facts
                && (await authorizer.DecideAsync(db, caller, GroupCapabilities.Read, facts, ct)).Allowed)
                readable.Add(scope);
        }

        return readable;
    }
}
