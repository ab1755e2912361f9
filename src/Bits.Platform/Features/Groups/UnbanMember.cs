using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Lifts a ban. Requires the rank that the author of the ban had then.</summary>
[Rpc(
    "groups.v1/UnbanMember", Capabilities.MembershipUnban, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","reason":"Has promised to stop."}""",
    Answer = """{"outcome":"lifted"}""")]
public sealed class UnbanMember(Memberships memberships, RankGate rank) : IRpc<UnbanMember.Request, UnbanMember.Response>
{
    /// <summary>The ban to lift.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">The user.</param>
    /// <param name="Reason">The reason; kept in the history of the membership.</param>
    /// <param name="After">The state after: left, free to join again (default), or as before the ban.</param>
    public sealed record Request(
        Guid GroupId, Guid UserId, [property: Text(Change.MaxReasonLength)] string Reason, AfterBan After = AfterBan.Left)
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Lifted, restored as before the ban, or not banned.</param>
    public sealed record Response(UnbanOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await rank.RequireUnbanAsync(call.Db, call.Caller, call.Scope, request.UserId, ct);

        var by = Change.By(call.Caller.UserId, request.Reason);
        var lifted = await memberships.UnbanAsync(call.Db, request.UserId, call.Scope, by, request.After, ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).If(lifted != UnbanOutcome.NotBanned);
        return new(lifted);
    }
}
