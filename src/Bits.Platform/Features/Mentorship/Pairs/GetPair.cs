using Bits.Platform.Features.Mentorship.Meeting;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Shows a pair of the caller: what the other one has told, goals, notes, sessions, own answers.</summary>
[Rpc(
    "mentorship.v1/GetPair", MentorshipCapabilities.View, Reads = true,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"pair":{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","programmeName":"First years in industry","mentor":{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Divya"},"mentee":{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f14","name":"Asha"},"state":"active","explanation":{"text":"Shares 3 topics, same city, speaks Tamil.","topics":["Careers","Research","Grids"],"languages":["Tamil"],"city":"Chennai","timeZone":"Asia/Kolkata","preferenceRank":null,"preferredGender":null},"score":null,"runId":null,"reason":null,"proposedAt":"2027-01-16T00:00:00Z","answerDueAt":"2027-01-23T00:00:00Z","mentorAccepted":true,"menteeAccepted":true,"startedAt":"2027-01-20T00:00:00Z","endedAt":null,"endKind":null,"endNote":null,"nextCheckInAt":"2027-02-17T00:00:00Z","can":["meet"]},"about":"Twenty years of grids.","otherTimeZone":"Asia/Kolkata","goals":[],"notes":[],"sessions":[],"checkIns":[],"feedback":null}""")]
public sealed class GetPair(PairViews views) : IRpc<GetPair.Request, GetPair.Response>
{
    /// <summary>The pair to show.</summary>
    /// <param name="PairId">The pair.</param>
    public sealed record Request(Guid PairId);

    /// <summary>The pair.</summary>
    /// <param name="Pair">The pair.</param>
    /// <param name="About">What the other one has told about themselves; null when the application is gone, or the match did not come about.</param>
    /// <param name="OtherTimeZone">The time zone of the other one; null when not stated, or the match did not come about.</param>
    /// <param name="Goals">The goals, the oldest first.</param>
    /// <param name="Notes">The latest 200 notes, the newest first.</param>
    /// <param name="Sessions">The sessions by their start, cancelled ones too.</param>
    /// <param name="CheckIns">The caller's answers to check-ins, the newest first.</param>
    /// <param name="Feedback">The caller's feedback; null without one.</param>
    public sealed record Response(
        PairView Pair, string? About, string? OtherTimeZone, IReadOnlyList<GoalView> Goals, IReadOnlyList<NoteView> Notes,
        IReadOnlyList<SessionView> Sessions, IReadOnlyList<CheckInView> CheckIns, FeedbackView? Feedback);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (db, me) = (call.Db, call.Caller.UserId);
        var pair = await MentorshipPair.GetOwnAsync(call, request.PairId, ct);
        var view = await views.ListForAsync(db, [pair], me, call.Now, ct);
        var other = pair.State is PairState.Declined or PairState.Expired
            ? null // they are no match any more
            : await Applications.Application.FindAsync(db, pair.ProgrammeId, pair.OtherThan(me), ct);

        return new(
            view[0], other?.About, other?.TimeZone, await PairContent.ListGoalsAsync(db, pair.Id, ct), await PairContent.ListNotesAsync(db, pair.Id, me, ct),
            await PairContent.ListSessionsAsync(db, pair.Id, ct), await PairContent.ListCheckInsAsync(db, pair.Id, me, ct),
            await PairContent.FindFeedbackAsync(db, pair.Id, me, ct));
    }
}
