using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>Takes back the caller's vouch for a person, who may be verified no more. The person is not told.</summary>
[Rpc(
    "directory.v1/WithdrawVouch", DirectoryCapabilities.Vouch,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"changed":true}""")]
public sealed class WithdrawVouch(Notifier notifier) : IRpc<WithdrawVouch.Request, WithdrawVouch.Response>
{
    /// <summary>For whom.</summary>
    /// <param name="UserId">The person.</param>
    public sealed record Request(Guid UserId);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the caller did vouch.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (me, person) = (call.Caller.UserId, request.UserId);
        await Vouches.LockAsync(call.Db, person, ct);
        var changed = await Vouches.RemoveAsync(call.Db, person, me, ct);
        if (changed)
            await notifier.TakeBackAsync(call.Db, VouchText.KindName, [VouchText.SubjectOf(person, me)], ct);

        call.Audit.Target("user", person).If(changed);
        return new(changed);
    }
}
