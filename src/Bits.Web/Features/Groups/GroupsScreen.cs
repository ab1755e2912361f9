using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Recommending;
using Bits.Platform.Rpc;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Groups;

/// <summary>Shows the user's groups, and finds others.</summary>
sealed class GroupsScreen(PageCalls calls, MyGroups mine, SideParts side) : IScreen
{
    const int PageSize = 24;
    const int MaxOwn = 100;
    const int MaxRecommendations = 6;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var (text, topic) = (call.Text("q"), call.Text("topic"));
        var isFiltered = text is not null || topic is not null;
        var isFirst = !isFiltered && call.Text("after") is null;
        var (found, problem) = await FindAsync(call, isFiltered ? null : ListGroups.View.Discover, text, topic, ct);

        return View.Of<GroupsView, GroupsModel>("Groups", new(
            isFirst ? await mine.ListAsync(call.User, MaxOwn, ct) : null, isFirst ? await RecommendAsync(call, ct) : [], found, topic, problem));
    }

    async Task<(ListGroups.Response Found, string? Problem)> FindAsync(
        ScreenCall call, ListGroups.View? view, string? text, string? topic, CancellationToken ct)
    {
        try
        {
            return (await calls.InvokeAsync<ListGroups.Response>(
                "groups.v1/ListGroups",
                new ListGroups.Request(view, Text: text, Topic: topic, Limit: PageSize, Cursor: call.Text("after")), call.User, ct), null);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted)
        {
            return (new([], null), fault.Message);
        }
    }

    async Task<IReadOnlyList<ListRecommendations.Item>> RecommendAsync(ScreenCall call, CancellationToken ct)
    {
        var answer = await side.TryAsync("recommended groups", async () => await calls.InvokeAsync<ListRecommendations.Response?>(
            "recommendations.v1/ListRecommendations", new ListRecommendations.Request("groups", MaxRecommendations), call.User, ct));
        return answer?.Recommendations ?? [];
    }
}

/// <summary>The model of the page of groups.</summary>
/// <param name="Mine">The user's groups; null on a page of others only.</param>
/// <param name="Recommended">The recommendations.</param>
/// <param name="Found">A page of groups to discover, or that match the filter.</param>
/// <param name="Topic">The topic of the filter; null without one.</param>
/// <param name="Problem">The problem of the filter.</param>
public sealed record GroupsModel(
    IReadOnlyList<ListGroups.Item>? Mine, IReadOnlyList<ListRecommendations.Item> Recommended, ListGroups.Response Found, string? Topic,
    string? Problem);
