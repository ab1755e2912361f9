using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Decides a capability for what is no call, such as a file: the same question as the pipeline's, asked of the
/// database.</summary>
public sealed class CapabilityGate(NpgsqlDataSource dataSource, Authorizer authorizer)
{
    readonly Dictionary<string, CapabilityRule> _rules = Capabilities.Table.ToDictionary(rule => rule.Name);

    /// <summary>Lets through who may.</summary>
    /// <param name="identity">Who the transport has proved the caller to be.</param>
    /// <param name="capability">One of <see cref="Capabilities"/>.</param>
    /// <param name="scope">The scope as it was named; null: none was.</param>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The scope as it was found: a chapter may be named as a group.</returns>
    /// <exception cref="FaultException">The caller has no account or may not, or the scope is missing, malformed or not
    /// there.</exception>
    public Task<Scope?> RequireAsync(
        Identity identity, string capability, string? scope, string requestId, CancellationToken ct) =>
        dataSource.WithConnectionAsync(async db =>
        {
            var caller = await CallerLookup.GetAsync(db, identity, requestId, ct);
            var facts = _rules[capability].Scoped ? await FindAsync(db, scope, ct) : null;
            var decision = await authorizer.DecideAsync(db, caller, capability, facts, ct);

            return decision.Allowed ? facts?.Scope : throw FaultException.PermissionDenied(decision.Rule, decision.Why);
        }, ct);

    /// <summary>Lets through who may, and says who it is: for pages, which show what their visitor may.</summary>
    /// <param name="identity">Who the transport has proved the caller to be.</param>
    /// <param name="capability">One of <see cref="Capabilities"/> that is about no scope.</param>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">The caller has no account or may not.</exception>
    public Task<Caller> EnterAsync(Identity identity, string capability, string requestId, CancellationToken ct) =>
        dataSource.WithConnectionAsync(async db =>
        {
            var caller = await CallerLookup.GetAsync(db, identity, requestId, ct);
            var decision = await authorizer.DecideAsync(db, caller, capability, facts: null, ct);

            return decision.Allowed ? caller : throw FaultException.PermissionDenied(decision.Rule, decision.Why);
        }, ct);

    async Task<ScopeFacts> FindAsync(NpgsqlConnection db, string? text, CancellationToken ct)
    {
        var scope = Read(text);
        return await authorizer.FindScopeAsync(db, scope, ct)
            ?? throw FaultException.NotFound($"{scope.Type}_not_found", $"There is no {scope.Type} {scope.Id}.");
    }

    static Scope Read(string? text)
    {
        try
        {
            return Scope.Parse(text ?? throw new FormatException("is missing; write type:id, such as batch:2018."));
        }
        catch (FormatException e)
        {
            throw FaultException.InvalidArgument("scope", e.Message);
        }
    }
}
