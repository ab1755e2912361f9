using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Clears the rule of a group. Its members stay; a later rule may remove those whom this one added.</summary>
[Rpc(
    "groups.v1/ClearRule", GroupCapabilities.SetRule, Audit = Audit.AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"wasSet":true}""")]
public sealed class ClearRule : IRpc<ClearRule.Request, ClearRule.Response>
{
    /// <summary>The group.</summary>
    /// <param name="GroupId">The group.</param>
    public sealed record Request(Guid GroupId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="WasSet">Whether the group had a rule.</param>
    public sealed record Response(bool WasSet);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var wasSet = await GroupRule.ClearAsync(call.Db, Guid.Parse(call.Scope.Id), ct);

        call.Audit.If(wasSet);
        return new(wasSet);
    }
}
