using System.Text.Json;
using Bits.Platform.Telemetry;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>The one way to a call, whatever the transport: telemetry, deadline, identity, rate limit; then in one
/// transaction the caller's account and session, validation, capability, idempotency key, handler, audit.</summary>
/// <remarks>A write is all or nothing. Where Postgres asks for a repetition (serialization failure, deadlock) the whole
/// call is repeated, at most three times.</remarks>
public sealed class RpcPipeline(RpcExecution execution, RateLimits limits, RpcDenials denials)
{
    const int MaxAttempts = 3;

    /// <summary>Answers a call with JSON.</summary>
    /// <exception cref="FaultException">The call ended without an answer; nothing was written.</exception>
    public async Task<RpcAnswer> InvokeAsync(
        RpcMethod method, JsonElement body, RpcInvocation invocation, CancellationToken ct)
    {
        var call = new RpcCall(method, body, invocation);
        using var span = RpcTelemetry.Start(method.Rules.Name);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience(method, invocation));
        try
        {
            var answer = await AdmitAsync(call, deadline.Token);
            span.Succeeded();
            return answer;
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
            await denials.RecordAsync(call, fault);
            throw;
        }
    }

    async Task<RpcAnswer> AdmitAsync(RpcCall call, CancellationToken ct)
    {
        if (call.Invocation.Identity is not { } identity)
            throw FaultException.Unauthenticated("Send a bearer token in the Authorization header.");

        using var place = await limits.EnterAsync(identity.Key, call.Method.Rules.Rate, ct);
        return await RepeatAsync(call, ct);
    }

    async Task<RpcAnswer> RepeatAsync(RpcCall call, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await (call.Method.Rules.Reads ? execution.ReadAsync(call, ct) : execution.WriteAsync(call, ct));
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.DeadlockDetected)
            {
                if (attempt == MaxAttempts)
                    throw new FaultException(
                        FaultCode.Aborted, "conflict", "Others changed the same things at the same time; try again.");
                call.StartAgain();
            }
        }
    }

    static TimeSpan Patience(RpcMethod method, RpcInvocation invocation)
    {
        var longest = TimeSpan.FromSeconds(method.Rules.DeadlineSeconds);
        return invocation.Patience is { } asked && asked < longest ? asked : longest;
    }
}
