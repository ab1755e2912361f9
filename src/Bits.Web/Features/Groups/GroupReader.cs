using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Groups;

/// <summary>Reads the group that an address names, by id or by slug.</summary>
sealed class GroupReader(PageCalls calls)
{
    /// <summary>Gets the group, as the user sees it.</summary>
    /// <exception cref="FaultException">It does not exist, or is hidden from the user.</exception>
    public async Task<GetGroup.Response> GetAsync(ScreenCall call, CancellationToken ct)
    {
        var text = call.Route("group") ?? "";
        try
        {
            return await calls.InvokeAsync<GetGroup.Response>(
                "groups.v1/GetGroup",
                Guid.TryParse(text, out var id) ? new GetGroup.Request(GroupId: id) : new GetGroup.Request(Slug: text), call.User, ct);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.NotFound or FaultCode.InvalidArgument)
        {
            throw ScreenCall.NotThere("There is no such group. It may have been renamed, or is hidden from you.");
        }
    }

    /// <summary>Returns the scope of a group, as requests name it.</summary>
    public static string ScopeOf(GetGroup.Response group) => ScopeOf(group.Kind, group.GroupId);

    /// <inheritdoc cref="ScopeOf(GetGroup.Response)"/>
    public static string ScopeOf(GroupKind kind, Guid id) =>
        (kind == GroupKind.Chapter ? Scope.Chapter(id) : Scope.Group(id)).ToString();

    /// <summary>Gets the group with this id; null when it does not exist, or is hidden from the
    /// user.</summary>
    public Task<GetGroup.Response?> FindAsync(Guid id, PageUser user, CancellationToken ct) =>
        calls.FindAsync<GetGroup.Response>("groups.v1/GetGroup", new GetGroup.Request(GroupId: id), user, ct);
}
