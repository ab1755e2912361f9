using Bits.Platform.Audit;
using Bits.Platform.Features.Operations;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>Ends the record that the institute has a person in its records; a later import does not renew it. Vouches of the
/// person count no more, unless an e-mail address of the institute verifies them too.</summary>
[Rpc(
    "directory.v1/EndVerification", DirectoryCapabilities.Verify, Audit = AuditClass.Admin,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","reason":"Another person of the same name."}""",
    Answer = """{"changed":true}""")]
public sealed class EndVerification : IRpc<EndVerification.Request, EndVerification.Response>
{
    /// <summary>What to end.</summary>
    /// <param name="UserId">The person.</param>
    /// <param name="Reason">Why; kept in the audit log.</param>
    public sealed record Request(Guid UserId, [property: Text(Reasons.MaxLength)] string Reason);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the record was in force.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        VerifyPerson.RequireAnother(call, request.UserId);
        var changed = await Verifications.EndInstituteAsync(call.Db, request.UserId, call.Caller.UserId, ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).Changed(VerifyPerson.Until, from: null, call.Now).If(changed);
        return new(changed);
    }
}
