using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;

namespace Bits.Platform.Rpc;

/// <summary>First stage of a call: what the transport delivered. Never changes, also when an attempt is repeated.</summary>
sealed record ReceivedCall(RpcMethod Method, JsonElement Body, RpcInvocation Invocation)
{
    /// <summary>The key under which the write happens once; null for none, and for calls that only show: each look counts.</summary>
    public string? Key => Method.Rules.Shows ? null : Invocation.IdempotencyKey;

    /// <summary>The request with the work that was done before the transaction; null without such work.</summary>
    public object? Prepared { get; init; }

    /// <summary>Describes an outcome for the audit log.</summary>
    public AuditEvent ToEvent(Caller caller, Scope? scope, AuditOutcome outcome, string? rule, AuditTrail trail) => new(
        Method.Action, outcome, caller.ToActor(), Invocation.Origin, scope, rule, Invocation.IdempotencyKey, trail);
}

/// <summary>Second stage: the gate knows the caller, has read the request, has found the scope and has decided that the
/// caller may.</summary>
sealed record AdmittedCall(ReceivedCall Received, object Request, Caller Caller, ScopeFacts? Facts)
{
    /// <summary>The scope; null where the request has none.</summary>
    public Scope? Scope => Facts?.Scope;

    /// <summary>What the handler says about itself for the audit event.</summary>
    public AuditTrail Trail { get; } = new();

    /// <summary>Describes the success for the audit log; null for a call that changed nothing.</summary>
    public AuditEvent? ToEvent() => Trail.IsEmpty
        ? null
        : Received.ToEvent(Caller, Scope, AuditOutcome.Success, rule: null, Trail);

    /// <summary>Ends the call with a fault of its handler.</summary>
    public RefusedCall Refuse(FaultException fault) => new(Received, fault)
    {
        Caller = Caller,
        Proved = Caller,
        Scope = Scope,
        Trail = Trail,
    };
}

/// <summary>The end of a call that gets no answer: a fault, with what was known of the call when it came up.</summary>
sealed record RefusedCall(ReceivedCall Received, FaultException Fault)
{
    /// <summary>The caller, with a valid account and session; null without them.</summary>
    public Caller? Caller { get; init; }

    /// <summary>The account that the proof names, also after its session has ended; never a disabled one.</summary>
    public Caller? Proved { get; init; }

    /// <summary>The scope of the request; null where it has none or was not found.</summary>
    public Scope? Scope { get; init; }

    /// <summary>What the handler had said about itself.</summary>
    public AuditTrail Trail { get; init; } = new();

    /// <summary>Describes the denial for the audit log.</summary>
    public AuditEvent ToEvent(AuditOutcome outcome, string? rule) =>
        Received.ToEvent(Caller!, Scope, outcome, rule, Trail);
}

/// <summary>Third stage: an answer, or a refusal.</summary>
readonly record struct ExecutedCall(RpcAnswer? Answer, RefusedCall? Refused)
{
    public static implicit operator ExecutedCall(RpcAnswer answer) => new(answer, null);

    public static implicit operator ExecutedCall(RefusedCall refused) => new(null, refused);
}
