using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Membership;
using Bits.Web.Features.Groups;

namespace Bits.Web.Features.Posts;

/// <summary>A scope in which a member may post.</summary>
/// <param name="Scope">The scope, such as batch:2018.</param>
/// <param name="Name">Its name.</param>
public sealed record WritableScope(string Scope, string Name);

/// <summary>Lists where a member may post: their groups that are not archived, and their batches.</summary>
sealed class WritableScopes(PageCalls calls, MyGroups groups)
{
    const int Max = 100;

    /// <summary>Lists the first hundred of each kind: groups by name, then batches.</summary>
    public async Task<IReadOnlyList<WritableScope>> ListAsync(PageUser user, CancellationToken ct)
    {
        var own = await calls.InvokeAsync<ListMyMemberships.Response>(
            "memberships.v1/ListMyMemberships", new ListMyMemberships.Request(MemberState.Active, Max), user, ct);

        return
        [
            .. (await groups.ListAsync(user, Max, ct)).Select(group => new WritableScope(GroupReader.ScopeOf(group.Kind, group.GroupId), group.Name)),
            .. own.Memberships.Select(one => Scope.Parse(one.Scope)).Where(scope => scope.Type == ScopeTypes.Batch)
                .Select(batch => new WritableScope(batch.ToString(), $"Batch of {batch.Id}")),
        ];
    }
}
