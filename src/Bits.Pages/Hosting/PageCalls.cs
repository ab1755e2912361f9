using System.Text.Json;
using Bits.Platform.Rpc;

namespace Bits.Pages.Hosting;

/// <summary>Makes calls of the platform for pages and their forms.</summary>
public sealed class PageCalls(RpcRegistry registry, RpcPipeline pipeline)
{
    /// <summary>Finds a write call by its name.</summary>
    public RpcMethod? FindWrite(string name) =>
        registry.Methods.FirstOrDefault(m => m.Rules.Name == name && !m.Rules.Reads);

    /// <summary>Makes a call.</summary>
    /// <exception cref="FaultException">The call was denied, or its request is invalid.</exception>
    public async Task<JsonElement> InvokeAsync(
        RpcMethod method, JsonElement body, RpcInvocation invocation, CancellationToken ct) =>
        JsonSerializer.Deserialize<JsonElement>((await pipeline.InvokeAsync(method, body, invocation, ct)).Json);

    /// <summary>Makes a call as the user.</summary>
    /// <exception cref="FaultException">The call was denied, or its request is invalid.</exception>
    public Task<TResponse> InvokeAsync<TResponse>(string name, object request, PageUser user, CancellationToken ct) =>
        InvokeAsync<TResponse>(name, request, user, key: null, ct);

    /// <summary>Makes a call as the user, a write under an idempotency key.</summary>
    /// <exception cref="FaultException">The call was denied, or its request is invalid.</exception>
    public async Task<TResponse> InvokeAsync<TResponse>(string name, object request, PageUser user, string? key, CancellationToken ct)
    {
        var answer = await pipeline.InvokeAsync(
            registry.Get(name), JsonSerializer.SerializeToElement(request, RpcJson.Options),
            new(user.Identity, user.Origin) { IdempotencyKey = key }, ct);

        return JsonSerializer.Deserialize<TResponse>(answer.Json, RpcJson.Options)!;
    }
}
