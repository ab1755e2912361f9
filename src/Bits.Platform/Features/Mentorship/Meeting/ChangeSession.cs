using System.ComponentModel.DataAnnotations;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Moves a session, changes its place or agenda, or cancels it. Each change raises the sequence of the invitation, and the other one is
/// told.</summary>
[Rpc(
    "mentorship.v1/ChangeSession", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","sessionId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f17","startsAt":"2027-02-04T12:30:00Z"}""",
    Answer = """{"sequence":1}""")]
public sealed class ChangeSession(Notifier notifier) : IRpc<ChangeSession.Request, ChangeSession.Response>
{
    /// <summary>The changes; what is null stays.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="SessionId">The session; a planned one.</param>
    /// <param name="StartsAt">The start, in the future.</param>
    /// <param name="Minutes">The length in minutes, 5 to 480.</param>
    /// <param name="Place">The address or link; empty to remove it.</param>
    /// <param name="Agenda">The agenda; empty to remove it.</param>
    /// <param name="Cancel">Whether to cancel the session.</param>
    public sealed record Request(
        Guid PairId, Guid SessionId, DateTimeOffset? StartsAt = null,
        [property: Range(5, 480, ErrorMessage = "must be 5 to 480.")] int? Minutes = null,
        [property: Text(300, Texts.TextKind.Line, MayBeEmpty = true)] string? Place = null,
        [property: Text(2_000, MayBeEmpty = true)] string? Agenda = null, bool Cancel = false);

    /// <summary>The result.</summary>
    /// <param name="Sequence">The sequence of the invitation.</param>
    public sealed record Response(int Sequence);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            update mentorship_session
            set starts_at = $3, minutes = $4, place = $5, agenda = $6, state = $7, sequence = sequence + 1, changed_at = $8
            where pair_id = $1 and id = $2 and state = 'planned' and (starts_at, minutes, place, agenda, state) is distinct from ($3, $4, $5::text, $6::text, $7)
            returning sequence
            """;

        var pair = await MentorshipPair.HoldActiveAsync(call, request.PairId, ct);
        var before = await Sessions.LockAsync(call.Db, pair.Id, request.SessionId, ct);
        if (before.State == SessionState.Cancelled && !request.Cancel)
            throw FaultException.FailedPrecondition("session_cancelled", "The session is cancelled. Plan another one.");
        if (request.StartsAt is { } startsAt)
            Sessions.RequireFuture(call, startsAt);

        var after = Apply(before, request);
        var sequence = await call.Db.FindAsync(
            sql,
            [pair.Id, before.SessionId, after.StartsAt.ToUniversalTime(), after.Minutes, after.Place, after.Agenda, after.State.ToText(), call.Now],
            row => (int?)row.GetInt32(0), ct);
        if (sequence is { } changed)
            await notifier.NotifyAsync(
                call.Db, SessionText.Of(pair, before.SessionId, call.Caller.UserId, request.Cancel ? "cancelled" : "moved", changed),
                [pair.OtherThan(call.Caller.UserId)], ct);

        call.Audit.Target("pair", pair.Id).If(sequence is not null);
        return new(sequence ?? before.Sequence);
    }

    static SessionView Apply(SessionView session, Request change) => session with
    {
        StartsAt = change.StartsAt ?? session.StartsAt,
        Minutes = change.Minutes ?? session.Minutes,
        Place = Changed(change.Place, session.Place),
        Agenda = Changed(change.Agenda, session.Agenda),
        State = change.Cancel ? SessionState.Cancelled : session.State,
    };

    static string? Changed(string? given, string? present) => given switch { null => present, "" => null, _ => given };
}
