using Bits.Platform.Accounts;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.SigningIn.Linking;

/// <summary>Lists the sign-ins at identity providers that may use the account of the caller.</summary>
[Rpc(
    "signin.v1/ListLinkedSignIns", SigningInCapabilities.Self, Reads = true,
    Example = """{}""",
    Answer = """{"signIns":[{"signInId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","issuer":"https://id.example.org","label":"asha@example.org","linkedAt":"2026-11-23T18:00:00Z"}]}""")]
public sealed class ListLinkedSignIns(LinkedSignIns links) : IRpc<ListLinkedSignIns.Request, ListLinkedSignIns.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The sign-ins.</summary>
    /// <param name="SignIns">The sign-ins, the oldest first; at most 100.</param>
    public sealed record Response(IReadOnlyList<SignIn> SignIns);

    /// <summary>A sign-in.</summary>
    /// <param name="SignInId">The id.</param>
    /// <param name="Issuer">The provider.</param>
    /// <param name="Label">The address that the provider reported.</param>
    /// <param name="LinkedAt">The time at which the owner of the account agreed.</param>
    public sealed record SignIn(Guid SignInId, string Issuer, string Label, DateTimeOffset LinkedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) => new(
    [
        .. (await links.ListAsync(call.Db, call.Caller.UserId, ct)).Select(link => new SignIn(link.Id, link.Issuer, link.Label, link.LinkedAt)),
    ]);
}
