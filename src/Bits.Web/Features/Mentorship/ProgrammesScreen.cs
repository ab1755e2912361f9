using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows the user's matches, and the programmes: open to the user, the user's own, others.</summary>
sealed class ProgrammesScreen(PageCalls calls) : IScreen
{
    /// <summary>The address.</summary>
    public const string Path = "/mentorship";

    const int PageSize = 50;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var page = await calls.InvokeAsync<ListProgrammes.Response>(
            "mentorship.v1/ListProgrammes", new ListProgrammes.Request(Limit: PageSize, Cursor: call.Text("after")), call.User, ct);
        var pairs = call.Text("after") is null
            ? (await calls.InvokeAsync<ListMyPairs.Response>("mentorship.v1/ListMyPairs", new ListMyPairs.Request(), call.User, ct)).Pairs
            : [];

        return View.Of<ProgrammesView, ProgrammesModel>("Mentorship", new(page, pairs));
    }
}

/// <summary>The model of the programmes.</summary>
/// <param name="Page">A page of them.</param>
/// <param name="Pairs">The user's pairs.</param>
public sealed record ProgrammesModel(ListProgrammes.Response Page, IReadOnlyList<PairView> Pairs)
{
    /// <summary>Gets the pairs that wait for an answer or are active.</summary>
    public IReadOnlyList<PairView> OpenPairs => [.. Pairs.Where(pair => pair.State is PairState.Approved or PairState.Active)];

    /// <summary>Gets the programmes to which the user can apply.</summary>
    public IReadOnlyList<ProgrammeView> Open => [.. Page.Programmes.Where(IsOpen)];

    /// <summary>Gets the programmes in which the user takes part.</summary>
    public IReadOnlyList<ProgrammeView> Mine => [.. Page.Programmes.Where(one => one.Role is not null)];

    /// <summary>Gets the other ones.</summary>
    public IReadOnlyList<ProgrammeView> Others => [.. Page.Programmes.Where(one => one.Role is null && !IsOpen(one))];

    static bool IsOpen(ProgrammeView one) => one.Role is null
        && (one.Can.Contains(ProgrammeAction.ApplyAsMentor) || one.Can.Contains(ProgrammeAction.ApplyAsMentee));
}
