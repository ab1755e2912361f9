using Bits.Membership;
using Bits.Platform.Audit;

namespace Bits.Platform.Rpc;

/// <summary>One call of the platform: its name and its rules are on the class, its story is in the method.</summary>
/// <remarks>When the method runs, the pipeline has authenticated the caller, checked the request, decided the capability
/// and, for a write, opened the transaction that it will commit.</remarks>
/// <typeparam name="TRequest">What comes in, as it is on the wire.</typeparam>
/// <typeparam name="TResponse">What goes out, as it is on the wire.</typeparam>
public interface IRpc<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : notnull
{
    /// <summary>Answers the call.</summary>
    /// <exception cref="FaultException">Ends the call; nothing is written.</exception>
    Task<TResponse> HandleAsync(TRequest request, RpcContext call, CancellationToken ct);
}

/// <summary>A call with work that takes long and needs no database, such as reading a photo. The pipeline has it done for an
/// admitted caller before the transaction of the write, so that it holds no connection; then it admits the caller again.</summary>
/// <typeparam name="TRequest">What comes in.</typeparam>
public interface IPreparedRpc<TRequest>
    where TRequest : notnull
{
    /// <summary>Does the work.</summary>
    /// <returns>The request with the result, which the pipeline hands to the call.</returns>
    /// <exception cref="FaultException">Ends the call; nothing is written.</exception>
    Task<TRequest> PrepareAsync(TRequest request, CancellationToken ct);
}

/// <summary>A request about one scope: the pipeline finds it, and decides the capability there.</summary>
public interface IScopedRequest
{
    /// <summary>Which scope.</summary>
    Scope Scope { get; }
}

/// <summary>A request that may be dearer than others: it counts as several calls of its class.</summary>
public interface IWeighedRequest
{
    /// <summary>As how many, from 1.</summary>
    int Weight { get; }
}

/// <summary>A request of a call that asks for a recent sign-in, though not for every request.</summary>
public interface IStepUpRequest
{
    /// <summary>Whether for this one.</summary>
    bool NeedsStepUp { get; }
}

/// <summary>How dear a call is: each class has its own allowance for each user.</summary>
public enum RateClass
{
    /// <summary>A cheap read.</summary>
    Read,

    /// <summary>A search.</summary>
    Search,

    /// <summary>A write.</summary>
    Write,

    /// <summary>A write that few people need, and that must not be tried again and again.</summary>
    Sensitive,
}

/// <summary>Names a call and states its rules.</summary>
/// <param name="name">The name, <c>service.v1/Method</c>; also its address.</param>
/// <param name="capability">What the caller must be able to do, one of <see cref="Auth.Capabilities"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RpcAttribute(string name, string capability) : Attribute
{
    /// <summary>The name, <c>service.v1/Method</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What the caller must be able to do.</summary>
    public string Capability { get; } = capability;

    /// <summary>Whether the call only reads: it then runs without a transaction and answers to GET. A call that writes
    /// takes an idempotency key, and leaves an audit event.</summary>
    public bool Reads { get; init; }

    /// <summary>Whether the effect of the call is what it shows: each call of it leaves its event, called a dry run or
    /// not, and its answer is kept under no key. Default false.</summary>
    public bool Shows { get; init; }

    /// <summary>Whether a reading call may be answered by a replica, once that has what the caller has written. Only for
    /// a handler that decides nothing about who may see what: the primary decides on the caller and the capability.
    /// </summary>
    public bool FromReplica { get; init; }

    /// <summary>How its audit event is kept. Denials of every call are audited; of the class security failures too.
    /// </summary>
    public AuditClass Audit { get; init; } = AuditClass.Access;

    /// <summary>The allowance that it is counted against; by default reads as <see cref="RateClass.Read"/>, writes as
    /// <see cref="RateClass.Write"/>.</summary>
    public RateClass Rate { get => _rate ?? (Reads ? RateClass.Read : RateClass.Write); init => _rate = value; }

    /// <summary>Whether it asks for a sign-in that is recent and strong enough (<see cref="Auth.StepUpOptions"/>).</summary>
    public bool StepUp { get; init; }

    /// <summary>How long it may take, in seconds; default 10. A caller may ask for less.</summary>
    public int DeadlineSeconds { get; init; } = 10;

    /// <summary>A request as an example, as JSON; a test holds that it is one.</summary>
    public string Example { get; init; } = "{}";

    /// <summary>An answer as an example, as JSON; a test holds that it is one. Null for none.</summary>
    public string? Answer { get; init; }

    readonly RateClass? _rate;
}
