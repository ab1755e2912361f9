using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Runs;

namespace Bits.Web.Features.Mentorship;

/// <summary>Pairs a mentee and a mentor by hand: the best mentors by the latest run, or all of them by name.</summary>
sealed class PairByHandScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    const int MaxShown = 20;
    const int PageSize = 100;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.CoordinateAsync(call, ct);
        var id = programme.Programme.ProgrammeId;
        var mentees = await calls.InvokeAsync<ListApplications.Response>(
            "mentorship.v1/ListApplications", new ListApplications.Request(id, ApplicantRole.Mentee, Limit: PageSize, Cursor: call.Text("after")), call.User, ct);
        Guid? mentee = Guid.TryParse(call.Text("mentee"), out var given) ? given : null;
        var best = mentee is { } chosen && call.Text("q") is null ? await RankAsync(call, id, chosen, ct) : [];
        var found = mentee is null
            ? null
            : await calls.InvokeAsync<ListMentors.Response>(
                "mentorship.v1/ListMentors", new ListMentors.Request(id, Limit: MaxShown, Name: call.Text("q")), call.User, ct);

        return View.Of<PairByHandView, PairByHandModel>("Pair by hand", new(programme, mentees, mentee, best, found));
    }

    // The latest runs first; a mentee who came later is in none, but an earlier one may have them.
    async Task<IReadOnlyList<ListCandidates.Item>> RankAsync(ScreenCall call, Guid programme, Guid mentee, CancellationToken ct)
    {
        var runs = await calls.InvokeAsync<ListRuns.Response>("mentorship.v1/ListRuns", new ListRuns.Request(programme, 5), call.User, ct);
        foreach (var run in runs.Runs.Where(run => run.State != RunState.Scoring))
            if (await calls.FindAsync<ListCandidates.Response>(
                "mentorship.v1/ListCandidates", new ListCandidates.Request(programme, run.RunId, mentee), call.User, ct) is { } found)
                return found.Candidates;

        return [];
    }
}

/// <summary>The model of the page that pairs by hand.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Mentees">A page of mentees.</param>
/// <param name="Mentee">The chosen mentee; null before.</param>
/// <param name="Best">The best mentors by the latest run; empty without one.</param>
/// <param name="Found">Mentors by name; null before a mentee is chosen.</param>
public sealed record PairByHandModel(
    GetProgramme.Response Programme, ListApplications.Response Mentees, Guid? Mentee, IReadOnlyList<ListCandidates.Item> Best,
    ListMentors.Response? Found);
