using Bits.Membership;

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

/// <summary>A request about one scope: the pipeline finds it, and decides the capability there.</summary>
public interface IScopedRequest
{
    /// <summary>Which scope.</summary>
    Scope Scope { get; }
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

    /// <summary>Whether the call only reads: it then runs without a transaction and answers to GET.</summary>
    public bool Reads { get; init; }
}
