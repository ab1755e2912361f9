using System.Text.Json;
using Bits.Platform.Rpc;

namespace Bits.Console.Hosting;

/// <summary>Calls of the platform that a page makes to show something: those that are audited though they only show.
/// </summary>
sealed class ConsoleCalls(RpcRegistry registry, RpcPipeline pipeline)
{
    /// <summary>Makes a call as the visitor.</summary>
    /// <exception cref="FaultException">It was refused, or its request is wrong.</exception>
    public async Task<TResponse> InvokeAsync<TResponse>(string name, object request, Visitor visitor, CancellationToken ct)
    {
        var answer = await pipeline.InvokeAsync(
            registry.Get(name), JsonSerializer.SerializeToElement(request, RpcJson.Options),
            new(visitor.Identity, visitor.Origin), ct);

        return JsonSerializer.Deserialize<TResponse>(answer.Json, RpcJson.Options)!;
    }
}
