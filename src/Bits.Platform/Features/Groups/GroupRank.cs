using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Who acts on another member must stand above them; an owner and a platform administrator always do.</summary>
public sealed class GroupRank(Memberships memberships, AccountDirectory accounts)
{
    /// <summary>Refuses unless the caller stands above the user as they are, and above the role they are to get.
    /// </summary>
    public async Task RequireAboveAsync(RpcContext call, Guid userId, MemberRole? newRole, CancellationToken ct)
    {
        if (await accounts.FindAsync(call.Db, userId, ct) is null)
            throw FaultException.NotFound("user_not_found", $"There is no user {userId}.");
        if (call.Caller.PlatformRole == PlatformRole.Admin)
            return;

        var own = await memberships.RoleAsync(call.Db, call.Caller.UserId, call.Scope, ct);
        var present = await memberships.RoleAsync(call.Db, userId, call.Scope, ct);
        if (own != MemberRole.Owner && Rank(own) <= Math.Max(Rank(present), Rank(newRole)))
            throw FaultException.PermissionDenied("not_outranked", "This needs a higher role in the group than yours.");
    }

    static int Rank(MemberRole? role) => role?.Rank() ?? 0;
}
