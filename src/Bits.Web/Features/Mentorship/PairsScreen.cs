using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows the pairs of a programme to its coordinators: proposals to review with reasons, and the others by state.</summary>
sealed class PairsScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.CoordinateAsync(call, ct);
        var state = Words.Find<PairState>(call.Text("state")) ?? PairState.Proposed;
        Guid? run = Guid.TryParse(call.Text("run"), out var id) ? id : null;
        var page = await calls.InvokeAsync<ListPairs.Response>(
            "mentorship.v1/ListPairs",
            new ListPairs.Request(programme.Programme.ProgrammeId, state, run, PageSize, call.Text("after")), call.User, ct);

        return View.Of<PairsView, PairsModel>($"Pairs of {programme.Programme.Name}", new(programme, state, run, page));
    }
}

/// <summary>The model of the pairs.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="State">The state that is shown.</param>
/// <param name="Run">The run that is shown; null for all.</param>
/// <param name="Page">A page of them.</param>
public sealed record PairsModel(GetProgramme.Response Programme, PairState State, Guid? Run, ListPairs.Response Page);
