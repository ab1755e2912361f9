using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Runs;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows the runs of the matching beside each other, and starts one.</summary>
sealed class RunsScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.CoordinateAsync(call, ct);
        var page = await calls.InvokeAsync<ListRuns.Response>(
            "mentorship.v1/ListRuns", new ListRuns.Request(programme.Programme.ProgrammeId, PageSize, call.Text("after")), call.User, ct);
        return View.Of<RunsView, RunsModel>($"Matching of {programme.Programme.Name}", new(programme, page));
    }
}

/// <summary>The model of the runs.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Page">A page of runs.</param>
public sealed record RunsModel(GetProgramme.Response Programme, ListRuns.Response Page);
