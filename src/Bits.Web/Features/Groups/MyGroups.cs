using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;

namespace Bits.Web.Features.Groups;

/// <summary>Lists the groups and chapters of the user.</summary>
sealed class MyGroups(PageCalls calls)
{
    /// <summary>Lists the first of them, by name.</summary>
    /// <param name="user">The user.</param>
    /// <param name="max">The maximum number, 1 to 100.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<ListGroups.Item>> ListAsync(PageUser user, int max, CancellationToken ct) =>
        (await calls.InvokeAsync<ListGroups.Response>(
            "groups.v1/ListGroups", new ListGroups.Request(ListGroups.View.Mine, Limit: max), user, ct)).Groups;

    /// <summary>Returns the id of a group or chapter; null for another scope.</summary>
    public static Guid? IdOf(string scope) =>
        Scope.Parse(scope) is { Type: ScopeTypes.Group or ScopeTypes.Chapter } parsed && Guid.TryParse(parsed.Id, out var id) ? id : null;
}
