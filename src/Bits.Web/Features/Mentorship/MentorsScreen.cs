using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows the mentors of a programme, by name and topic.</summary>
sealed class MentorsScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    const int PageSize = 24;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.GetAsync(call, ct);
        var topic = programme.Topics.FirstOrDefault(one => one == call.Text("topic"));
        var page = await calls.InvokeAsync<ListMentors.Response>(
            "mentorship.v1/ListMentors",
            new ListMentors.Request(programme.Programme.ProgrammeId, topic, PageSize, call.Text("after"), call.Text("q")), call.User, ct);

        return View.Of<MentorsView, MentorsModel>($"Mentors of {programme.Programme.Name}", new(programme, topic, page));
    }
}

/// <summary>The model of the mentors.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Topic">The topic of the filter; null for all.</param>
/// <param name="Page">A page of mentors.</param>
public sealed record MentorsModel(GetProgramme.Response Programme, string? Topic, ListMentors.Response Page);
