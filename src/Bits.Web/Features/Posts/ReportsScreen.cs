using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Posts.Moderation;
using Bits.Web.Features.Groups;

namespace Bits.Web.Features.Posts;

/// <summary>Shows the reported texts of a group to its moderators.</summary>
sealed class ReportsScreen(PageCalls calls, GroupReader groups) : IScreen
{
    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var group = await groups.GetAsync(call, ct);
        var decided = call.Text("decided") is not null;
        var cases = await calls.InvokeAsync<ListReports.Response>(
            "moderation.v1/ListReports",
            new ListReports.Request(GroupReader.ScopeOf(group), decided, PageSize, call.Text("after")), call.User, ct);

        return View.Of<ReportsView, ReportsModel>($"Reports in {group.Name}", new(group, cases, decided));
    }
}

/// <summary>The model of the reports of a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Cases">A page of cases.</param>
/// <param name="Decided">Whether they are the decided ones.</param>
public sealed record ReportsModel(GetGroup.Response Group, ListReports.Response Cases, bool Decided);
