using System.Text.Json;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Offers every call of the registry over HTTP: <c>GET /rpc/name</c> for reads, <c>POST /rpc/name</c> for
/// writes.</summary>
static class RpcEndpoints
{
    /// <summary>The largest request body, in bytes.</summary>
    public const int MaxBodyBytes = 1 << 20;

    /// <summary>The header under whose value a write may be repeated.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>The header that has a write undone when it is done.</summary>
    public const string DryRun = "Dry-Run";

    static readonly JsonDocumentOptions BodyOptions = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static void MapRpc(this IEndpointRouteBuilder endpoints)
    {
        foreach (var method in endpoints.ServiceProvider.GetRequiredService<RpcRegistry>().Methods)
        {
            var address = $"/rpc/{method.Rules.Name}";
            Delegate answer = (HttpContext http, RpcPipeline pipeline, AuthSettings auth) =>
                AnswerAsync(http, method, pipeline, auth);
            var endpoint = method.Rules.Reads ? endpoints.MapGet(address, answer) : endpoints.MapPost(address, answer);
            endpoint.Describe(method);
        }
    }

    static async Task<IResult> AnswerAsync(HttpContext http, RpcMethod method, RpcPipeline pipeline, AuthSettings auth)
    {
        try
        {
            var identity = await HttpIdentity.ProveAsync(http, auth);
            var body = method.Rules.Reads ? ReadQuery(http, method) : await ReadBodyAsync(http);
            var key = http.Request.Headers[IdempotencyKey] is [{ } first, ..] ? first : null;
            var invocation = new RpcInvocation(identity, key, IsDryRun(http));

            return Results.Bytes(
                await pipeline.InvokeAsync(method, body, invocation, http.RequestAborted), "application/json");
        }
        catch (FaultException fault)
        {
            return Refuse(http, fault);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return FaultException
                .InvalidArgument("body", $"has more than {MaxBodyBytes} bytes; send less.")
                .ToProblem(e.StatusCode);
        }
    }

    /// <summary>The answer to a call that ended with a fault.</summary>
    public static IResult Refuse(HttpContext http, FaultException fault)
    {
        if (fault.Code == FaultCode.Unauthenticated)
            http.Response.Headers.WWWAuthenticate = "Bearer";

        return fault.ToProblem();
    }

    static bool IsDryRun(HttpContext http) => http.Request.Headers[DryRun] switch
    {
        [] or ["false"] => false,
        ["true"] => true,
        _ => throw FaultException.InvalidArgument(DryRun, "must be true or false."),
    };

    static JsonElement ReadQuery(HttpContext http, RpcMethod method) =>
        method.FromQuery(http.Request.Query.Select(
            q => new KeyValuePair<string, string?[]>(q.Key, [.. q.Value])));

    static async Task<JsonElement> ReadBodyAsync(HttpContext http)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, BodyOptions, http.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw FaultException.InvalidArgument(
                "body", $"is not JSON with each field once: see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException) // half of a surrogate pair, written as \u escape
        {
            throw FaultException.InvalidArgument("body", "has a field whose name is no text.");
        }
    }
}
