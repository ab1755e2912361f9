using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Mvc;

namespace Bits.Backend.Http;

/// <summary>Describes the calls for OpenAPI.</summary>
static class RpcDescriptions
{
    public static void DescribeRpc(this RouteHandlerBuilder endpoint, RpcMethod method)
    {
        endpoint
            .WithName(method.Rules.Name)
            .WithTags(method.Rules.Name.Split('/')[0])
            .WithMetadata(method)
            .Produces(StatusCodes.Status200OK, method.ResponseType, "application/json")
            .Produces<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")
            .Produces<ProblemDetails>(StatusCodes.Status401Unauthorized, "application/problem+json")
            .Produces<ProblemDetails>(StatusCodes.Status403Forbidden, "application/problem+json");

        if (!method.Rules.Reads)
            endpoint.Accepts(method.RequestType, "application/json");
    }
}
