using System.ComponentModel.DataAnnotations;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Plans a session of an active pair, and tells the other one.</summary>
[Rpc(
    "mentorship.v1/PlanSession", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","startsAt":"2027-02-03T12:30:00Z","minutes":60,"place":"https://meet.example.org/grids","agenda":"First steps"}""",
    Answer = """{"sessionId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f17"}""")]
public sealed class PlanSession(Notifier notifier) : IRpc<PlanSession.Request, PlanSession.Response>
{
    const int Max = 200;

    /// <summary>The session.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="StartsAt">The start, in the future.</param>
    /// <param name="Minutes">The length in minutes, 5 to 480.</param>
    /// <param name="Place">The address or link; null without one.</param>
    /// <param name="Agenda">The agenda; null without one.</param>
    public sealed record Request(
        Guid PairId, DateTimeOffset StartsAt, [property: Range(5, 480, ErrorMessage = "must be 5 to 480.")] int Minutes = 60,
        [property: Text(300, Texts.TextKind.Line)] string? Place = null, [property: Text(2_000)] string? Agenda = null);

    /// <summary>The result.</summary>
    /// <param name="SessionId">The id.</param>
    public sealed record Response(Guid SessionId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string count = "select count(*) from mentorship_session where pair_id = $1";
        const string sql = """
            insert into mentorship_session (id, pair_id, starts_at, minutes, place, agenda, created_by, created_at, changed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
            """;

        var pair = await MentorshipPair.HoldActiveAsync(call, request.PairId, ct);
        Sessions.RequireFuture(call, request.StartsAt);
        if (await call.Db.FindAsync(count, [pair.Id], row => row.GetInt64(0), ct) >= Max)
            throw FaultException.ResourceExhausted("too_many_sessions", $"The pair has {Max} sessions.", retryAfter: null);

        var id = Guid.CreateVersion7(call.Now);
        await call.Db.ExecuteAsync(
            sql,
            [id, pair.Id, request.StartsAt.ToUniversalTime(), request.Minutes, request.Place, request.Agenda, call.Caller.UserId, call.Now], ct);
        await notifier.NotifyAsync(
            call.Db, SessionText.Of(pair, id, call.Caller.UserId, "planned", sequence: 0), [pair.OtherThan(call.Caller.UserId)], ct);

        call.Audit.Target("pair", pair.Id);
        return new(id);
    }
}
