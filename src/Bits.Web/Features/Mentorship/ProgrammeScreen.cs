using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows a programme, and what the user does next.</summary>
sealed class ProgrammeScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.GetAsync(call, ct);
        var id = programme.Programme.ProgrammeId;
        var own = await calls.InvokeAsync<GetMyApplication.Response>(
            "mentorship.v1/GetMyApplication", new GetMyApplication.Request(id), call.User, ct);
        var pairs = await calls.InvokeAsync<ListMyPairs.Response>("mentorship.v1/ListMyPairs", new ListMyPairs.Request(id), call.User, ct);

        return View.Of<ProgrammePage, ProgrammeModel>(programme.Programme.Name, new(programme, own.Application, pairs.Pairs));
    }
}

/// <summary>The model of a programme's page.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Application">The user's application; null without one.</param>
/// <param name="Pairs">The user's pairs in it.</param>
public sealed record ProgrammeModel(GetProgramme.Response Programme, ApplicationView? Application, IReadOnlyList<PairView> Pairs)
{
    /// <summary>Gets the submitted application; null without one.</summary>
    public ApplicationView? Submitted => Application is { State: ApplicationState.Submitted } own ? own : null;

    /// <summary>Gets whether the user may do something now.</summary>
    public bool Can(ProgrammeAction action) => Programme.Programme.Can.Contains(action);
}
