using Bits.Platform.Audit;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>One attempt at a call: who calls, is the request well-formed, may they, was it done already; then the handler,
/// and everything of it commits at once or not at all.</summary>
public sealed class RpcExecution(
    RpcConnections connections, RpcGate gate, RpcContexts contexts, IdempotencyKeys keys, IServiceProvider services)
{
    /// <summary>Reads: without a transaction, from a replica where the call allows it.</summary>
    internal async Task<RpcAnswer> ReadAsync(RpcCall call, CancellationToken ct)
    {
        await using var db = await connections.OpenAsync(ct);
        var request = await gate.EnterAsync(db, call, ct);
        await using var replica = call.Method.Rules.FromReplica
            ? await connections.TryOpenReplicaAsync(call.Invocation.ReadAfter, ct)
            : null;

        var context = await contexts.ForAsync(replica ?? db, call, ct);
        return new(await call.Method.HandleAsync(services, request, context, ct), Committed: null);
    }

    /// <summary>Writes: in one transaction with the audit event and the answer's key.</summary>
    internal async Task<RpcAnswer> WriteAsync(RpcCall call, CancellationToken ct)
    {
        await using var db = await connections.OpenAsync(ct);
        await using var tx = await db.BeginTransactionAsync(ct);
        object request;
        try
        {
            request = await gate.EnterAsync(db, call, ct);
        }
        catch (FaultException fault) when (call is { Key: not null, Proved: not null } && MayBeOwnDoing(fault.Code))
        {
            // Who has handed a group over may not do so again; to the same request under its key the outcome is the
            // first one.
            if (await keys.FindOutlineAsync(db, call, ct) is { } earlier)
                return earlier;

            throw;
        }

        return await WriteAsync(db, call, request, ct);
    }

    static bool MayBeOwnDoing(FaultCode code) =>
        code is FaultCode.PermissionDenied or FaultCode.NotFound or FaultCode.Unauthenticated;

    async Task<RpcAnswer> WriteAsync(NpgsqlConnection db, RpcCall call, object request, CancellationToken ct)
    {
        var context = await contexts.ForAsync(db, call, ct);
        if (call.Key is not null && await keys.TakeAsync(db, call, ct) is { } earlier)
            return earlier;

        var response = await call.Method.HandleAsync(services, request, context, ct);
        if (call.Invocation.DryRun && !call.Method.Rules.Shows)
            return new(response, Committed: null);

        ct.ThrowIfCancellationRequested();
        var e = call.Trail.IsEmpty ? null : call.ToEvent(AuditOutcome.Success, rule: null);
        return new(response, await RpcCommit.CommitAsync(db, e, keys.ToKeep(call, response)));
    }
}

/// <summary>Makes what a call knows besides its request.</summary>
public sealed class RpcContexts(PageCursorSource cursors, TimeProvider time)
{
    internal async ValueTask<RpcContext> ForAsync(NpgsqlConnection db, RpcCall call, CancellationToken ct) => new(
        call.Caller!, call.Scope ?? default, db, time.GetUtcNow(),
        await cursors.ForAsync(db, call.Method, call.Caller!, call.Body, ct), call.Trail);
}
