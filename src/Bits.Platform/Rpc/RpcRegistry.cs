using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Rpc;

/// <summary>All calls of the platform. Every transport offers these and no others.</summary>
public sealed class RpcRegistry
{
    readonly Dictionary<string, RpcMethod> _methods;

    /// <param name="methods">What the features have added.</param>
    /// <exception cref="ArgumentException">Two calls have one name.</exception>
    public RpcRegistry(IEnumerable<RpcMethod> methods) => _methods = methods.ToDictionary(m => m.Rules.Name);

    /// <summary>The calls.</summary>
    public IReadOnlyCollection<RpcMethod> Methods => _methods.Values;

    /// <summary>The call with this name.</summary>
    /// <exception cref="KeyNotFoundException">The call does not exist.</exception>
    public RpcMethod Get(string name) => _methods[name];
}

/// <summary>Adds calls to the registry.</summary>
static class RpcServiceCollectionExtensions
{
    /// <summary>Adds the call that <typeparamref name="THandler"/> answers.</summary>
    public static IServiceCollection AddRpc<THandler>(this IServiceCollection services) where THandler : class
    {
        services.AddSingleton<THandler>();
        return services.AddSingleton(RpcMethod.Of(typeof(THandler)));
    }
}
