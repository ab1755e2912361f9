using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Lets a caller through to a call, or says why not.</summary>
public sealed class RpcGate(AccountDirectory accounts, Authorizer authorizer)
{
    /// <summary>Finds out who calls.</summary>
    /// <exception cref="FaultException">The transport has proved somebody who has no account.</exception>
    internal async Task<Caller> AuthenticateAsync(NpgsqlConnection db, Identity identity, CancellationToken ct)
    {
        var account = identity.UserId is { } id
            ? await accounts.FindAsync(db, id, ct)
            : await accounts.FindByEmailAsync(db, identity.VerifiedEmail!, ct);

        return account is not null
            ? new(account.Id, account.Name, account.PrimaryRole, account.PlatformRole)
            : throw FaultException.Unauthenticated("The token names nobody who has an account here.");
    }

    /// <summary>Finds the scope of a scoped request, and decides the capability there.</summary>
    /// <exception cref="FaultException">There is no such scope, or the caller may not.</exception>
    internal async Task<Scope> AuthorizeAsync(
        NpgsqlConnection db, Caller caller, string capability, object request, CancellationToken ct)
    {
        ScopeFacts? facts = null;
        if (request is IScopedRequest { Scope: var scope })
            facts = await authorizer.FindScopeAsync(db, scope, ct)
                ?? throw FaultException.NotFound($"{scope.Type}_not_found", $"There is no {scope.Type} {scope.Id}.");

        var decision = await authorizer.DecideAsync(db, caller, capability, facts, ct);
        return decision.Allowed
            ? facts?.Scope ?? default
            : throw FaultException.PermissionDenied(decision.Rule, decision.Why);
    }
}
