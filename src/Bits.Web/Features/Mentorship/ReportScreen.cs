using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Reports;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows the report on a programme to its coordinators.</summary>
sealed class ReportScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.CoordinateAsync(call, ct);
        var report = await calls.InvokeAsync<GetReport.Response>(
            "mentorship.v1/GetReport", new GetReport.Request(programme.Programme.ProgrammeId), call.User, ct);
        var answers = await calls.InvokeAsync<ListAnswers.Response>(
            "mentorship.v1/ListAnswers",
            new ListAnswers.Request(programme.Programme.ProgrammeId, Limit: PageSize, Cursor: call.Text("after")), call.User, ct);
        return View.Of<ReportView, ReportModel>($"Report on {programme.Programme.Name}", new(programme, report.Report, answers));
    }
}

/// <summary>The model of the report.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Report">The report.</param>
/// <param name="Answers">A page of check-ins and feedback.</param>
public sealed record ReportModel(GetProgramme.Response Programme, ProgrammeReport Report, ListAnswers.Response Answers);
