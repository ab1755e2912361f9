using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;

namespace Bits.Platform.Rpc;

/// <summary>One call on its way through the pipeline, and what is known of it so far.</summary>
sealed class RpcCall(RpcMethod method, JsonElement body, RpcInvocation invocation)
{
    public RpcMethod Method { get; } = method;

    public JsonElement Body { get; } = body;

    public RpcInvocation Invocation { get; } = invocation;

    /// <summary>Under which the write happens once; none for what only shows: each look is one.</summary>
    public string? Key => Method.Rules.Shows ? null : Invocation.IdempotencyKey;

    public Caller? Caller { get; set; }

    /// <summary>Whose account the proof names, also where the session has ended since; never a disabled one.</summary>
    public Caller? Proved { get; set; }

    public Scope? Scope { get; set; }

    public AuditTrail Trail { get; private set; } = new();

    /// <summary>Forgets what an attempt said that was rolled back.</summary>
    public void StartAgain() => (Caller, Proved, Scope, Trail) = (null, null, null, new());

    /// <summary>The event of what has come of it.</summary>
    public AuditEvent ToEvent(AuditOutcome outcome, string? rule) => new(
        Method.Action, outcome, Caller!.ToActor(), Invocation.Origin, Scope, rule, Invocation.IdempotencyKey, Trail);
}
