using System.Text.Json;
using Bits.Platform.Rpc;

namespace Bits.Console.Hosting;

/// <summary>Calls of the platform that the console makes: for its forms, and for a page to show what only a call may
/// show.
/// </summary>
sealed class ConsoleCalls(RpcRegistry registry, RpcPipeline pipeline)
{
    /// <summary>A call that writes, by its name; null where there is none.</summary>
    public RpcMethod? FindWrite(string name) =>
        registry.Methods.FirstOrDefault(m => m.Rules.Name == name && !m.Rules.Reads);

    /// <summary>Makes a call.</summary>
    /// <exception cref="FaultException">It was refused, or its request is wrong.</exception>
    public async Task<JsonElement> InvokeAsync(
        RpcMethod method, JsonElement body, RpcInvocation invocation, CancellationToken ct) =>
        JsonSerializer.Deserialize<JsonElement>((await pipeline.InvokeAsync(method, body, invocation, ct)).Json);

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
