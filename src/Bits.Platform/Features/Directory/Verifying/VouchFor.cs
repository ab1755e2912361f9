using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>Vouches for a person of the caller's batch. Two such vouches verify a person; the caller must be verified by the
/// institute or by its e-mail.</summary>
[Rpc(
    "directory.v1/VouchFor", DirectoryCapabilities.Vouch,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"changed":true}""")]
public sealed class VouchFor(Verifications verifications) : IRpc<VouchFor.Request, VouchFor.Response>
{
    /// <summary>For whom.</summary>
    /// <param name="UserId">The person.</param>
    public sealed record Request(Guid UserId);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything; false when the caller vouches already.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (db, me, person) = (call.Db, call.Caller.UserId, request.UserId);
        if (person == me)
            throw FaultException.InvalidArgument("userId", "is your own. Ask members of your batch to vouch for you.");
        if (!await PeopleReader.IsListedAsync(db, person, ct))
            throw GetProfile.NotFound(person);
        if (!await Verifications.CanVouchAsync(db, me, ct))
            throw FaultException.FailedPrecondition(
                "voucher_not_verified",
                "Only members whom the institute or its e-mail verifies can vouch. Sign in by your address of the institute, or ask the alumni office.");
        if (!await Vouches.AreOfOneBatchAsync(db, me, person, ct))
            throw FaultException.FailedPrecondition("not_of_the_batch", "You can vouch for members of your own batch.");

        var changed = await verifications.VouchAsync(db, person, me, ct);
        call.Audit.Target("user", person).If(changed);
        return new(changed);
    }
}
