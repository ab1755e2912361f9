using System.Text.Json;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

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

    /// <summary>Checks whether a write would succeed, by a dry run.</summary>
    /// <exception cref="FaultException">It would not.</exception>
    public Task TryAsync(string name, object request, PageUser user, CancellationToken ct) => pipeline.InvokeAsync(
        registry.Get(name), JsonSerializer.SerializeToElement(request, RpcJson.Options),
        new(user.Identity, user.Origin) { DryRun = true }, ct);

    /// <summary>Makes the call of a form as the user, under the key of the form.</summary>
    /// <exception cref="FaultException">The call was denied, or its request is invalid.</exception>
    public Task<JsonElement> SendAsync(string name, IFormCollection form, PageUser user, CancellationToken ct)
    {
        var method = registry.Get(name);
        var key = form[PageActions.Key].ToString();
        return InvokeAsync(
            method, method.FromQuery(FieldsOf(form)), new(user.Identity, user.Origin) { IdempotencyKey = key.Length > 0 ? key : null }, ct);
    }

    /// <summary>Returns the fields of a form that are of its request: those that begin with a line are the form's own. A file is
    /// base64, as in JSON; a file field without a file is left out.</summary>
    public static IEnumerable<KeyValuePair<string, string?[]>> FieldsOf(IFormCollection form) => form
        .Where(f => f.Key is not ['_', ..] && f.Value.Any(v => !string.IsNullOrEmpty(v)))
        .Select(f => new KeyValuePair<string, string?[]>(f.Key, [.. f.Value]))
        .Concat(form.Files.Where(file => file.Length > 0).Select(file => new KeyValuePair<string, string?[]>(file.Name, [Base64Of(file)])));

    static string Base64Of(IFormFile file)
    {
        var bytes = new byte[file.Length];
        using var content = file.OpenReadStream();
        content.ReadExactly(bytes);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Makes a call as the user.</summary>
    /// <exception cref="FaultException">The call was denied, or its request is invalid.</exception>
    public Task<TResponse> InvokeAsync<TResponse>(string name, object request, PageUser user, CancellationToken ct) =>
        InvokeAsync<TResponse>(name, request, user, key: null, ct);

    /// <summary>Makes a call as the user; null for what does not exist, or is hidden from them.</summary>
    /// <exception cref="FaultException">The call was denied otherwise, or its request is invalid.</exception>
    public async Task<TResponse?> FindAsync<TResponse>(string name, object request, PageUser user, CancellationToken ct)
        where TResponse : class
    {
        try
        {
            return await InvokeAsync<TResponse>(name, request, user, ct);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.NotFound)
        {
            return null;
        }
    }

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
