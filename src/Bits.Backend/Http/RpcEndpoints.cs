using System.Globalization;
using System.Text.Json;
using Bits.Pages.Hosting;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Maps every call of the registry: <c>GET /rpc/name</c> for reads, <c>POST /rpc/name</c> for writes.</summary>
static class RpcEndpoints
{
    public static void MapRpc(this IEndpointRouteBuilder endpoints)
    {
        foreach (var method in endpoints.ServiceProvider.GetRequiredService<RpcRegistry>().Methods)
        {
            var address = $"/rpc/{method.Rules.Name}";
            Delegate answer = (HttpContext http, RpcPipeline pipeline, HttpIdentity identities) =>
                AnswerAsync(http, method, pipeline, identities);
            var endpoint = method.Rules.Reads ? endpoints.MapGet(address, answer) : endpoints.MapPost(address, answer);
            endpoint.Describe(method);
        }
    }

    static async Task<IResult> AnswerAsync(
        HttpContext http, RpcMethod method, RpcPipeline pipeline, HttpIdentity identities)
    {
        try
        {
            var identity = await identities.ProveAsync(http);
            using var place = method.Files.Count > 0 ? Uploads.Enter(http, identity) : null;
            var body = method.Rules.Reads ? ReadQuery(http, method) : await RequestBody.ReadAsync(http, RequestBody.MaxBytesOf(method));
            var answer = await pipeline.InvokeAsync(
                method, body, RpcHeaders.Read(http, identity), http.RequestAborted);
            if (answer.Committed is { } token)
                http.Response.Headers[RpcHeaders.CommitToken] = token.ToString();

            return Results.Bytes(answer.Json, "application/json");
        }
        catch (FaultException fault)
        {
            return Refuse(http, fault);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return RequestBody.TooLarge(RequestBody.MaxBytesOf(method)).ToProblem(e.StatusCode);
        }
    }

    /// <summary>Writes the answer to a failed call.</summary>
    public static IResult Refuse(HttpContext http, FaultException fault)
    {
        Log(http, fault);
        if (fault.Code == FaultCode.Unauthenticated)
            http.Response.Headers.WWWAuthenticate = fault.SignIn is { } demand ? Challenge(demand) : "Bearer";
        if (fault.RetryAfter is { } after)
            http.Response.Headers.RetryAfter =
                Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        return fault.ToProblem();
    }

    // RFC 9470: the challenge that a client passes to the provider.
    static string Challenge(SignInDemand demand)
    {
        var challenge = "Bearer error=\"insufficient_user_authentication\"";
        if (demand.MaxAge is { } age)
            challenge += string.Create(CultureInfo.InvariantCulture, $", max_age=\"{age.TotalSeconds:0}\"");
        return demand.Strengths.Count > 0 ? $"{challenge}, acr_values=\"{string.Join(' ', demand.Strengths)}\"" : challenge;
    }

    static void Log(HttpContext http, FaultException fault)
    {
        if (fault.Code is not (FaultCode.Unauthenticated or FaultCode.ResourceExhausted))
            return;

        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RpcEndpoints));
        if (fault.Code == FaultCode.Unauthenticated)
            log.NotLetIn(HttpOrigin.Address(http), http.Request.Path, fault.Message);
        else
            log.TooOften(HttpOrigin.Address(http), http.Request.Path, fault.Reason);
    }

    static JsonElement ReadQuery(HttpContext http, RpcMethod method) =>
        method.FromQuery(http.Request.Query.Select(
            q => new KeyValuePair<string, string?[]>(q.Key, [.. q.Value])));
}
