using Bits.Jobs;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Accepts a match that a coordinator has approved, as its mentor or mentee. When both have, the pair is active. A repeated
/// call changes nothing.</summary>
[Rpc(
    "mentorship.v1/AcceptPair", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"state":"active"}""")]
public sealed class AcceptPair(JobQueue jobs) : IRpc<AcceptPair.Request, AcceptPair.Response>
{
    /// <summary>The pair to accept.</summary>
    /// <param name="PairId">The pair.</param>
    public sealed record Request(Guid PairId);

    /// <summary>The result.</summary>
    /// <param name="State">Active when both have accepted, else approved.</param>
    public sealed record Response(PairState State);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        // Each answers on the row as the other has left it.
        const string sql = """
            update mentorship_pair p
            set mentor_accepted_at = case when $2 then now() else mentor_accepted_at end,
                mentee_accepted_at = case when $2 then mentee_accepted_at else now() end,
                state = case when ($2 or mentor_accepted_at is not null) and (not $2 or mentee_accepted_at is not null)
                             then 'active' else 'approved' end,
                started_at = case when ($2 or mentor_accepted_at is not null) and (not $2 or mentee_accepted_at is not null) then now() end,
                next_check_in_at = case when ($2 or mentor_accepted_at is not null) and (not $2 or mentee_accepted_at is not null)
                                        then now() + make_interval(weeks => (select check_in_weeks from mentorship_programme where id = p.programme_id)) end
            where id = $1 and state = 'approved' and answer_due_at > now()
              and (case when $2 then mentor_accepted_at else mentee_accepted_at end) is null
            returning state
            """;

        var pair = await MentorshipPair.GetOwnAsync(call, request.PairId, ct);
        var isMentor = pair.RoleOf(call.Caller.UserId) == ApplicantRole.Mentor;
        var state = await call.Db.FindAsync(sql, [pair.Id, isMentor], row => row.GetString(0), ct);
        if (state == "active")
            await jobs.EnqueueAsync(call.Db, new NotifyPair(pair.Id, PairNews.Accepted), MentorshipJson.Default.NotifyPair, ct);

        call.Audit.Target("pair", pair.Id).If(state is not null);
        return new(state is not null ? EnumText.Parse<PairState>(state) : await PresentAsync(call, pair.Id, isMentor, ct));
    }

    static async Task<PairState> PresentAsync(RpcContext call, Guid id, bool isMentor, CancellationToken ct) =>
        await MentorshipPair.GetOwnAsync(call, id, ct) switch
        {
            { State: PairState.Active } => PairState.Active,
            { State: PairState.Approved } pair when (isMentor ? pair.MentorAcceptedAt : pair.MenteeAcceptedAt) is not null => PairState.Approved,
            { State: PairState.Approved } => throw FaultException.FailedPrecondition(
                "answer_too_late", "The time for an answer is over. A coordinator can pair you again."),
            var pair => throw FaultException.FailedPrecondition(
                "pair_state", $"The pair is in the state {pair.State.ToText()}; there is nothing to accept."),
        };
}
