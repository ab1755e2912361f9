using System.Text.Json;
using Bits.Platform.Auth;
using Bits.Platform.Telemetry;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>What a transport hands over beside the request.</summary>
/// <param name="Identity">Who the transport has proved the caller to be; null for nobody.</param>
/// <param name="IdempotencyKey">The key under which a write may be repeated; null for none.</param>
/// <param name="DryRun">Whether to do everything and then undo it: the answer says what would have been.</param>
public sealed record RpcInvocation(Identity? Identity, string? IdempotencyKey = null, bool DryRun = false);

/// <summary>The one way to a call, whatever the transport: telemetry, authentication, validation, transaction,
/// capability, idempotency key, handler.</summary>
/// <remarks>A write is all or nothing. Where Postgres asks for a repetition (serialization failure, deadlock) the whole
/// call is repeated, at most three times.</remarks>
public sealed class RpcPipeline(
    NpgsqlDataSource dataSource, RpcGate gate, PageCursorSource cursors, IServiceProvider services, TimeProvider time)
{
    const int MaxAttempts = 3;

    /// <summary>Answers a call with JSON.</summary>
    /// <exception cref="FaultException">The call ended without an answer; nothing was written.</exception>
    public async Task<byte[]> InvokeAsync(
        RpcMethod method, JsonElement body, RpcInvocation invocation, CancellationToken ct)
    {
        using var span = RpcTelemetry.Start(method);
        try
        {
            var response = await RepeatAsync(method, body, invocation, ct);
            span.Succeeded();
            return response;
        }
        catch (FaultException fault)
        {
            span.Failed(fault.Code);
            throw;
        }
    }

    async Task<byte[]> RepeatAsync(RpcMethod method, JsonElement body, RpcInvocation invocation, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(method, body, invocation, ct);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.DeadlockDetected)
            {
                if (attempt == MaxAttempts)
                    throw new FaultException(
                        FaultCode.Aborted, "conflict", "Others changed the same things at the same time; try again.");
            }
        }
    }

    async Task<byte[]> AttemptAsync(RpcMethod method, JsonElement body, RpcInvocation invocation, CancellationToken ct)
    {
        if (invocation.Identity is not { } identity)
            throw FaultException.Unauthenticated("Send a bearer token in the Authorization header.");

        await using var db = await dataSource.OpenConnectionAsync(ct);
        var caller = await gate.AuthenticateAsync(db, identity, ct);
        var request = method.Bind(body);

        await using var tx = method.Rules.Reads ? null : await db.BeginTransactionAsync(ct);
        var scope = await gate.AuthorizeAsync(db, caller, method.Rules.Capability, request, ct);
        var call = new RpcContext(
            caller, scope, db, time.GetUtcNow(), await cursors.ForAsync(method, caller, body, ct));

        if (tx is null)
            return await method.HandleAsync(services, request, call, ct);

        var response = await HandleOnceAsync(method, request, body, call, invocation.IdempotencyKey, ct);
        if (!invocation.DryRun)
            await tx.CommitAsync(ct);

        return response;
    }

    async Task<byte[]> HandleOnceAsync(
        RpcMethod method, object request, JsonElement body, RpcContext call, string? key, CancellationToken ct)
    {
        if (key is null)
            return await method.HandleAsync(services, request, call, ct);
        if (await IdempotencyKeys.TakeAsync(call, key, method, body, ct) is { } earlier)
            return earlier;

        var response = await method.HandleAsync(services, request, call, ct);
        await IdempotencyKeys.StoreAsync(call, key, response, ct);
        return response;
    }
}
