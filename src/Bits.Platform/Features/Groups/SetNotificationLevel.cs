using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Sets what the caller is notified of in a group. The level stays when the caller leaves and joins again.</summary>
[Rpc(
    "groups.v1/SetNotificationLevel", GroupCapabilities.SetNotifications,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","level":"mentions"}""",
    Answer = """{"level":"mentions"}""")]
public sealed class SetNotificationLevel : IRpc<SetNotificationLevel.Request, SetNotificationLevel.Response>
{
    /// <summary>The group and the level.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Level">Every post, mentions, or none.</param>
    public sealed record Request(Guid GroupId, NotificationLevel Level) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Level">The level now.</param>
    public sealed record Response(NotificationLevel Level);

    static readonly AuditField Level = new("level");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var isChanged = await GroupNotificationLevels.SetAsync(
            call.Db, Guid.Parse(call.Scope.Id), call.Caller.UserId, request.Level, ct);

        call.Audit.Changed(Level, from: null, request.Level).If(isChanged);
        return new(request.Level);
    }
}
