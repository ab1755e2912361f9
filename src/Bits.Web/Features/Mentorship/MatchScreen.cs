using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Meeting;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows a match of the user: who and why, the answer, and what the two keep together.</summary>
sealed class MatchScreen(MentorshipReader reader) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var pair = await reader.PairAsync(call, ct);
        var model = new MatchModel(pair, pair.Pair.Mentor.UserId == call.User.Caller.UserId, await reader.ZoneAsync(call, ct), call.Now);
        return View.Of<MatchView, MatchModel>($"{model.Other.Named()}, your {model.RoleOfOther}", model);
    }
}

/// <summary>The model of a match.</summary>
/// <param name="Found">The pair, with what the two keep together.</param>
/// <param name="IsMentor">Whether the user is the mentor.</param>
/// <param name="Zone">The time zone of the user.</param>
/// <param name="Now">The time of the request.</param>
public sealed record MatchModel(GetPair.Response Found, bool IsMentor, TimeZoneInfo Zone, DateTimeOffset Now)
{
    /// <summary>Gets the pair.</summary>
    public PairView Pair => Found.Pair;

    /// <summary>Gets the other one.</summary>
    public NamedUser Other => IsMentor ? Pair.Mentee : Pair.Mentor;

    /// <summary>Gets what the other one is to the user.</summary>
    public string RoleOfOther => IsMentor ? "mentee" : "mentor";

    /// <summary>Gets whether the user has accepted.</summary>
    public bool HasAccepted => IsMentor ? Pair.MentorAccepted : Pair.MenteeAccepted;

    /// <summary>Gets the sessions that lie ahead, the next one first.</summary>
    public IReadOnlyList<SessionView> Ahead => [.. Found.Sessions.Where(one => one.State == SessionState.Planned && EndOf(one) > Now)];

    /// <summary>Gets the other sessions, the latest first.</summary>
    public IReadOnlyList<SessionView> Before => [.. Found.Sessions.Where(one => one.State != SessionState.Planned || EndOf(one) <= Now).Reverse()];

    /// <summary>Gets whether the user may do something now.</summary>
    public bool Can(PairAction action) => Pair.Can.Contains(action);

    /// <summary>Gets the fields of a form about the pair.</summary>
    public Dictionary<string, string?> Fields(params (string Name, string Value)[] more) =>
        more.Prepend(("pairId", Pair.PairId.ToString())).ToDictionary(one => one.Item1, one => (string?)one.Item2);

    static DateTimeOffset EndOf(SessionView session) => session.StartsAt.AddMinutes(session.Minutes);
}
