using System.Text.Json;
using Bits.Platform.Telemetry;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>The one way to a call, whatever the transport. A call is received, admitted, executed: each stage is a value
/// that never changes.</summary>
/// <remarks>A write is all or nothing. A serialization failure or a deadlock repeats the call from its first stage, at
/// most three times.</remarks>
public sealed class RpcPipeline(
    RpcConnections connections, RpcGate gate, RpcContexts contexts, IdempotencyKeys keys, IServiceProvider services,
    RateLimits limits, RpcDenials denials)
{
    /// <summary>Answers a call with JSON.</summary>
    /// <exception cref="FaultException">The call ended without an answer; nothing was written.</exception>
    public async Task<RpcAnswer> InvokeAsync(
        RpcMethod method, JsonElement body, RpcInvocation invocation, CancellationToken ct)
    {
        var received = new ReceivedCall(method, body, invocation);
        using var span = RpcTelemetry.Start(method.Rules.Name);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline(received));
        try
        {
            var executed = await ReceiveAsync(received, deadline.Token);
            if (executed.Refused is { } refused)
            {
                await denials.RecordAsync(refused);
                throw refused.Fault;
            }

            span.Succeeded();
            return executed.Answer!;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            span.Failed(FaultCode.DeadlineExceeded);
            throw new FaultException(
                FaultCode.DeadlineExceeded, "deadline_exceeded",
                "This took longer than it may; repeat it, a write under the same Idempotency-Key.");
        }
        catch (FaultException fault)
        {
            span.Failed(fault.Code);
            throw;
        }
    }

    static TimeSpan Deadline(ReceivedCall call)
    {
        var longest = TimeSpan.FromSeconds(call.Method.Rules.DeadlineSeconds);
        return call.Invocation.MaxWait is { } asked && asked < longest ? asked : longest;
    }

    // Proof of identity, rate limit.
    async Task<ExecutedCall> ReceiveAsync(ReceivedCall call, CancellationToken ct)
    {
        if (call.Invocation.Identity is not { } identity)
            throw FaultException.Unauthenticated("Send a bearer token in the Authorization header.");

        using var place = await limits.EnterAsync(identity.Key, call.Method.Rules.Rate, ct);
        try
        {
            var (ready, refused) = call.Method.IsPrepared ? await PrepareAsync(call, ct) : (call, null);
            return refused
                ?? await SerializationRetry.RunAsync(() => call.Method.Rules.Reads ? ReadAsync(ready, ct) : WriteAsync(ready, ct));
        }
        catch (PostgresException e) when (SerializationRetry.IsConflict(e))
        {
            throw new FaultException(
                FaultCode.Aborted, "conflict", "Others changed the same things at the same time; try again.");
        }
    }

    // What takes long holds no connection: the caller is admitted before it, and again with the write.
    async Task<(ReceivedCall Call, ExecutedCall? Refused)> PrepareAsync(ReceivedCall call, CancellationToken ct)
    {
        var (admitted, refused) = await AdmitAsync(call, ct);
        if (admitted is null)
            return (call, refused);

        try
        {
            return (call with { Prepared = await call.Method.PrepareAsync(services, admitted.Request, ct) }, null);
        }
        catch (FaultException fault)
        {
            return (call, admitted.Refuse(fault));
        }
    }

    async Task<(AdmittedCall? Admitted, ExecutedCall? Refused)> AdmitAsync(ReceivedCall call, CancellationToken ct)
    {
        await using var db = await connections.OpenAsync(ct);
        await using var tx = await db.BeginTransactionAsync(ct);
        var (admitted, refused) = await gate.AdmitAsync(db, call, ct);
        return admitted is not null ? (admitted, null)
            : await FindOwnDoingAsync(db, refused!, ct) is { } earlier ? (null, earlier)
            : (null, refused!);
    }

    // Without a transaction; the handler's part from a replica where the call allows it.
    async Task<ExecutedCall> ReadAsync(ReceivedCall call, CancellationToken ct)
    {
        await using var db = await connections.OpenAsync(ct);
        var (admitted, refused) = await gate.AdmitAsync(db, call, ct);
        if (admitted is null)
            return refused!;

        await using var replica = call.Method.Rules.FromReplica
            ? await connections.TryOpenReplicaAsync(call.Invocation.ReadAfter, ct)
            : null;
        return await ExecuteAsync(admitted, async () => new(await HandleAsync(replica ?? db, admitted, ct), Committed: null));
    }

    // In one transaction: account and session, capability, idempotency key, handler, audit event, answer under its key.
    async Task<ExecutedCall> WriteAsync(ReceivedCall call, CancellationToken ct)
    {
        await using var db = await connections.OpenAsync(ct);
        await using var tx = await db.BeginTransactionAsync(ct);
        var (admitted, refused) = await gate.AdmitAsync(db, call, ct);
        if (admitted is null)
            return await FindOwnDoingAsync(db, refused!, ct) is { } earlier ? earlier : refused!;

        return await ExecuteAsync(admitted, () => WriteAsync(db, admitted, ct));
    }

    // A caller who has handed a group over may not do so again; the same request under its key gets the first outcome.
    Task<RpcAnswer?> FindOwnDoingAsync(NpgsqlConnection db, RefusedCall call, CancellationToken ct) =>
        call is { Received.Key: not null, Proved: { } caller }
            && call.Fault.Code is FaultCode.PermissionDenied or FaultCode.NotFound or FaultCode.Unauthenticated
                or FaultCode.FailedPrecondition
            ? keys.FindOutlineAsync(db, call.Received, caller.UserId, ct)
            : Task.FromResult<RpcAnswer?>(null);

    async Task<RpcAnswer> WriteAsync(NpgsqlConnection db, AdmittedCall call, CancellationToken ct)
    {
        if (call.Received.Key is not null && await keys.TakeAsync(db, call, ct) is { } earlier)
            return earlier;

        var response = await HandleAsync(db, call, ct);
        if (call.Received.Invocation.DryRun && !call.Received.Method.Rules.Shows)
            return new(response, Committed: null);

        ct.ThrowIfCancellationRequested();
        return new(response, await RpcCommit.CommitAsync(db, call.ToEvent(), keys.ToKeep(call, response)));
    }

    async Task<byte[]> HandleAsync(NpgsqlConnection db, AdmittedCall call, CancellationToken ct) =>
        await call.Received.Method.HandleAsync(services, call.Received.Prepared ?? call.Request, await contexts.ForAsync(db, call, ct), ct);

    static async Task<ExecutedCall> ExecuteAsync(AdmittedCall call, Func<Task<RpcAnswer>> execute)
    {
        try
        {
            return await execute();
        }
        catch (FaultException fault)
        {
            return call.Refuse(fault);
        }
        // A field of the request that a pillar refuses is the caller's fault. Any other argument is the server's own.
        catch (ArgumentException e) when (InvalidArguments.Find(e) is { } refused && call.Received.Method.HasField(refused.Field))
        {
            return call.Refuse(FaultException.InvalidArgument([refused]));
        }
    }
}
