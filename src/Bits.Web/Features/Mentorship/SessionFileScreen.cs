using System.Text;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Meeting;

namespace Bits.Web.Features.Mentorship;

/// <summary>Sends a session as an iCalendar file.</summary>
sealed class SessionFileScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        if (!Guid.TryParse(call.Route("pair"), out var pair) || !Guid.TryParse(call.Text("session"), out var session))
            throw ScreenCall.NotThere("There is no such session.");

        var file = await calls.InvokeAsync<GetSessionCalendar.Response>(
            "mentorship.v1/GetSessionCalendar", new GetSessionCalendar.Request(pair, session), call.User, ct);
        return View.Download(new(file.FileName, file.ContentType, Encoding.UTF8.GetBytes(file.Content)));
    }
}
