using System.Globalization;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Meeting;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Web.Parts;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Mentorship;

/// <summary>Plans a session of a pair, or moves and edits a planned one. Times are typed in a zone that the form names.</summary>
sealed class SessionScreen(PageCalls calls, MentorshipReader reader) : IFormScreen
{
    const int DefaultMinutes = 60;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var (pair, session) = await LoadAsync(call, ct);
        var zone = await reader.ZoneAsync(call, ct);
        return Show(call, new(pair, session)
        {
            Start = session is null ? "" : MentorshipReader.TextOf(session.StartsAt, zone),
            Zone = zone.Id,
            Minutes = (session?.Minutes ?? DefaultMinutes).ToString(CultureInfo.InvariantCulture),
            Place = session?.Place ?? "",
            Agenda = session?.Agenda ?? "",
        });
    }

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        var (pair, session) = await LoadAsync(call, ct);
        var typed = new SessionModel(pair, session)
        {
            Start = form["startsAt"].ToString(),
            Zone = form["zone"].ToString(),
            Minutes = form["minutes"].ToString(),
            Place = form["place"].ToString().Trim(),
            Agenda = form["agenda"].ToString().ReplaceLineEndings("\n").Trim(),
        };
        try
        {
            await SaveAsync(call, typed, form[PageActions.Key].ToString(), ct);
            return View.Redirect($"{call.Root}{ProgrammesScreen.Path}/matches/{pair.Pair.PairId}") with
            {
                Note = new(true, session is null ? "The session is planned, and the other one is told." : "The session is changed, and the other one is told."),
            };
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            return Show(call, typed with { Fault = fault.Message }) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    async Task<(GetPair.Response Pair, SessionView? Session)> LoadAsync(ScreenCall call, CancellationToken ct)
    {
        var pair = await reader.PairAsync(call, ct);
        if (!pair.Pair.Can.Contains(PairAction.Meet))
            throw ScreenCall.NotThere("The mentorship is not active, so there is no session to plan.");

        var session = call.Text("session") is { } id
            ? pair.Sessions.FirstOrDefault(one => one.SessionId.ToString() == id && one.State == SessionState.Planned)
                ?? throw ScreenCall.NotThere("There is no such session, or it is cancelled.")
            : null;
        return (pair, session);
    }

    async Task SaveAsync(ScreenCall call, SessionModel typed, string key, CancellationToken ct)
    {
        var zone = Zones.Find(typed.Zone);
        if (!int.TryParse(typed.Minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
            throw FaultException.InvalidArgument("minutes", "is no number. Give 5 to 480.");

        var id = typed.Pair.Pair.PairId;
        if (typed.Session is { } session)
            await calls.InvokeAsync<ChangeSession.Response>(
                "mentorship.v1/ChangeSession",
                // A start that stays is not sent: it may be past already, or in the hour that the clocks go through twice.
                new ChangeSession.Request(
                    id, session.SessionId, typed.Start == MentorshipReader.TextOf(session.StartsAt, zone) ? null : StartOf(typed, zone), minutes,
                    typed.Place, typed.Agenda),
                call.User, key, ct);
        else
            await calls.InvokeAsync<PlanSession.Response>(
                "mentorship.v1/PlanSession",
                new PlanSession.Request(id, StartOf(typed, zone), minutes, typed.Place is { Length: > 0 } place ? place : null, typed.Agenda is { Length: > 0 } agenda ? agenda : null),
                call.User, key, ct);
    }

    static DateTimeOffset StartOf(SessionModel typed, TimeZoneInfo zone) => MentorshipReader.TimeOf("startsAt", typed.Start, zone);

    static View Show(ScreenCall call, SessionModel model) => View.Of<SessionForm, SessionModel>(
        model.Session is null ? "Plan a session" : "Move or edit a session",
        model with { IsMentor = model.Pair.Pair.Mentor.UserId == call.User.Caller.UserId });
}

/// <summary>The model of the form of a session.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Session">The session; null for a new one.</param>
public sealed record SessionModel(GetPair.Response Pair, SessionView? Session)
{
    /// <summary>Gets whether the user is the mentor.</summary>
    public bool IsMentor { get; init; }

    /// <summary>Gets the start in the zone, as it was typed.</summary>
    public required string Start { get; init; }

    /// <summary>Gets the zone.</summary>
    public required string Zone { get; init; }

    /// <summary>Gets the length in minutes, as it was typed.</summary>
    public required string Minutes { get; init; }

    /// <summary>Gets the place.</summary>
    public required string Place { get; init; }

    /// <summary>Gets the agenda.</summary>
    public required string Agenda { get; init; }

    /// <summary>Gets why nothing was saved; null without a fault.</summary>
    public string? Fault { get; init; }
}
