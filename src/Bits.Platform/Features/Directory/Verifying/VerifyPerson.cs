using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Operations;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>Records that the institute has a person in its records, until a time. Repeated with another end, it moves the end.
/// </summary>
[Rpc(
    "directory.v1/VerifyPerson", DirectoryCapabilities.Verify, Audit = AuditClass.Admin,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","until":"2036-06-30T00:00:00Z","reason":"In the register of 2018."}""",
    Answer = """{"changed":true}""")]
public sealed class VerifyPerson(AccountDirectory accounts, Verifications verifications) : IRpc<VerifyPerson.Request, VerifyPerson.Response>
{
    /// <summary>What to record.</summary>
    /// <param name="UserId">The person.</param>
    /// <param name="Reason">Why; kept in the audit log.</param>
    /// <param name="Until">The end; null without end.</param>
    public sealed record Request(Guid UserId, [property: Text(Reasons.MaxLength)] string Reason, DateTimeOffset? Until = null);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    internal static readonly AuditField Until = new("verified_until");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        RequireAnother(call, request.UserId);
        RequireFuture(request.Until, call.Now);
        if (await accounts.FindEnabledAsync(call.Db, request.UserId, ct) is null)
            throw GetProfile.NotFound(request.UserId);

        var changed = await verifications.RecordInstituteAsync(call.Db, request.UserId, call.Caller.UserId, request.Until?.ToUniversalTime(), ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).Changed(Until, from: null, request.Until).If(changed);
        return new(changed);
    }

    /// <summary>Requires that operators decide on others only.</summary>
    internal static void RequireAnother(RpcContext call, Guid userId)
    {
        if (userId == call.Caller.UserId)
            throw FaultException.PermissionDenied("oneself", "Another operator decides on your own account.");
    }

    /// <summary>Requires that an end is still to come.</summary>
    internal static void RequireFuture(DateTimeOffset? until, DateTimeOffset now)
    {
        if (until <= now)
            throw FaultException.InvalidArgument("until", "is in the past; give a later time, or end the verification.");
    }
}
