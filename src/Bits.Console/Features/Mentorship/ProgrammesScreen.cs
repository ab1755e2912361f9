using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Mentorship.Programmes;

namespace Bits.Console.Features.Mentorship;

/// <summary>Lists the mentorship programmes, drafts too, by state.</summary>
sealed class ProgrammesScreen(PageCalls calls) : IScreen
{
    const int PageSize = 50;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var state = Words.Find<ProgrammeState>(call.Text("state"));
        var page = await calls.InvokeAsync<ListProgrammes.Response>(
            "mentorship.v1/ListProgrammes", new ListProgrammes.Request(state, Limit: PageSize, Cursor: call.Text("after")), call.User, ct);
        return View.Of<ProgrammesView, ProgrammesModel>("Mentorship", new(state, page));
    }
}

/// <summary>The model of the programmes.</summary>
public sealed record ProgrammesModel(ProgrammeState? State, ListProgrammes.Response Page);
