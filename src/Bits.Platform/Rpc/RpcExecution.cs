using Bits.Platform.Audit;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>One attempt at a call: who calls, is the request well-formed, may they, was it done already; then the handler,
/// and everything of it commits at once or not at all.</summary>
public sealed class RpcExecution(
    RpcConnections connections, RpcGate gate, PageCursorSource cursors, IServiceProvider services, TimeProvider time)
{
    /// <summary>Reads: without a transaction, from a replica where the call allows it.</summary>
    internal async Task<RpcAnswer> ReadAsync(RpcCall call, CancellationToken ct)
    {
        await using var db = await connections.OpenAsync(ct);
        var request = await gate.EnterAsync(db, call, ct);
        await using var replica = call.Method.Rules.FromReplica
            ? await connections.TryOpenReplicaAsync(call.Invocation.ReadAfter, ct)
            : null;

        return new(
            await call.Method.HandleAsync(services, request, await ContextAsync(replica ?? db, call, ct), ct), Committed: null);
    }

    /// <summary>Writes: in one transaction with the audit event and the answer's key.</summary>
    internal async Task<RpcAnswer> WriteAsync(RpcCall call, CancellationToken ct)
    {
        await using var db = await connections.OpenAsync(ct);
        await using var tx = await db.BeginTransactionAsync(ct);
        var key = call.Invocation.IdempotencyKey;
        object request;
        try
        {
            request = await gate.EnterAsync(db, call, ct);
        }
        catch (FaultException fault) when (key is not null && fault.Code is FaultCode.PermissionDenied or FaultCode.NotFound)
        {
            // Who has handed a group over may not do so again; to the same request under its key the answer is the first one.
            if (await IdempotencyKeys.FindAsync(db, call.Caller!, key!, call.Method, call.Body, ct) is { } earlier)
                return earlier;

            throw;
        }

        return await WriteAsync(db, call, request, key, ct);
    }

    async Task<RpcAnswer> WriteAsync(NpgsqlConnection db, RpcCall call, object request, string? key, CancellationToken ct)
    {
        var context = await ContextAsync(db, call, ct);
        if (key is not null && await IdempotencyKeys.TakeAsync(context, key, call.Method, call.Body, ct) is { } earlier)
            return earlier;

        var response = await call.Method.HandleAsync(services, request, context, ct);
        if (call.Invocation.DryRun)
            return new(response, Committed: null);

        ct.ThrowIfCancellationRequested();
        var e = call.Trail.IsEmpty ? null : call.ToEvent(AuditOutcome.Success, rule: null);
        return new(response, await RpcCommit.CommitAsync(db, e, key is null ? null : (call.Caller!.UserId, key, response)));
    }

    async ValueTask<RpcContext> ContextAsync(NpgsqlConnection db, RpcCall call, CancellationToken ct) => new(
        call.Caller!, call.Scope ?? default, db, time.GetUtcNow(),
        await cursors.ForAsync(db, call.Method, call.Caller!, call.Body, ct), call.Trail);
}
