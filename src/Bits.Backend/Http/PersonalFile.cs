using System.Text.Json;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Gives callers all data about themselves as <c>GET /files/my-data.json</c>, in one snapshot. Each export leaves an
/// event.</summary>
static class PersonalFile
{
    static readonly JsonSerializerOptions Options = new(RpcJson.Options) { WriteIndented = true };

    public static void MapPersonalFile(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/files/my-data.json", WriteAsync)
        .RequireCapability(Capabilities.AccountsSelf, "files.my_data", AuditClass.Access)
        .ExcludeFromDescription();

    static async Task<IResult> WriteAsync(HttpContext http, PersonExport export, CancellationToken ct)
    {
        var self = http.AuthorizedCaller().UserId;
        var data = await export.RunAsync(
            self, new(new(PersonExport.Action, AuditClass.Security), new(ActorKind.User, self), HttpOrigin.Of(http)), ct);

        http.Response.Headers.CacheControl = "no-store";
        return Results.File(JsonSerializer.SerializeToUtf8Bytes(data, Options), "application/json; charset=utf-8", "my-data.json");
    }
}
