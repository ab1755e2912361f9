using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows the applications to a programme to its coordinators.</summary>
sealed class ApplicationsScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.CoordinateAsync(call, ct);
        var isWithdrawn = call.Text("show") == "withdrawn";
        ApplicantRole? role = isWithdrawn ? null : Words.Find<ApplicantRole>(call.Text("role")) ?? ApplicantRole.Mentee;
        var page = await calls.InvokeAsync<ListApplications.Response>(
            "mentorship.v1/ListApplications",
            new ListApplications.Request(
                programme.Programme.ProgrammeId, role, isWithdrawn ? ApplicationState.Withdrawn : ApplicationState.Submitted, PageSize,
                call.Text("after")), call.User, ct);

        return View.Of<ApplicationsView, ApplicationsModel>($"Applications to {programme.Programme.Name}", new(programme, role, page));
    }
}

/// <summary>The model of the applications.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Role">Mentors or mentees; null for withdrawn ones.</param>
/// <param name="Page">A page of them.</param>
public sealed record ApplicationsModel(GetProgramme.Response Programme, ApplicantRole? Role, ListApplications.Response Page);
