using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Pairs a mentor and a mentee by hand, approved at once. A proposal of the two is approved, another one that the mentee has
/// is refused.</summary>
[Rpc(
    "mentorship.v1/AddPair", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","mentorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","menteeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f14","reason":"They met at the reunion."}""",
    Answer = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""")]
public sealed class AddPair(JobQueue jobs, Blocks blocks, AccountDirectory accounts) : IRpc<AddPair.Request, AddPair.Response>
{
    /// <summary>The pair to add.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="MentorId">The mentor; has applied, and has a place left.</param>
    /// <param name="MenteeId">The mentee; has applied, and has no mentor.</param>
    /// <param name="Reason">The reason, for coordinators.</param>
    public sealed record Request(Guid ProgrammeId, Guid MentorId, Guid MenteeId, [property: Text(500)] string Reason) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The pair.</summary>
    /// <param name="PairId">The id.</param>
    public sealed record Response(Guid PairId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var programme = await Programme.HoldAsync(call.Db, request.ProgrammeId, ct);
        programme.RequireState("pairs are made in review and later", ProgrammeState.Review, ProgrammeState.Active);
        await RequireAsync(call, request, ct);

        if (!await Places.TakeAsync(call.Db, programme.Id, request.MentorId, ct))
            throw FaultException.FailedPrecondition("mentor_full", "This mentor has no place left. Choose another one, or ask the mentor for more places.");
        var id = await InsertAsync(call, programme, request, ct);
        await jobs.EnqueueAsync(call.Db, new NotifyPair(id, PairNews.Approved), MentorshipJson.Default.NotifyPair, ct);

        call.Audit.Target("pair", id).Because(request.Reason);
        return new(id);
    }

    async Task RequireAsync(RpcContext call, Request request, CancellationToken ct)
    {
        var enabled = await accounts.ListEnabledAsync(call.Db, [request.MentorId, request.MenteeId], ct);
        if (!enabled.Contains(request.MentorId)
            || await Application.FindAsync(call.Db, request.ProgrammeId, request.MentorId, ct) is not { Role: ApplicantRole.Mentor, State: ApplicationState.Submitted } mentor)
            throw FaultException.FailedPrecondition("not_an_applicant", "mentorId has not applied as a mentor, or cannot sign in any more.");
        if (!enabled.Contains(request.MenteeId)
            || await Application.HoldAsync(call.Db, request.ProgrammeId, request.MenteeId, ct) is not { Role: ApplicantRole.Mentee, State: ApplicationState.Submitted } mentee)
            throw FaultException.FailedPrecondition("not_an_applicant", "menteeId has not applied as a mentee, or cannot sign in any more.");
        if (mentor.Excludes(mentee) || mentee.Excludes(mentor)
            || (await blocks.ListAmongAsync(call.Db, [mentor.UserId, mentee.UserId], ct)).Count > 0)
            throw FaultException.FailedPrecondition("pair_excluded", "These two must not be paired: one of them has excluded the other.");
    }

    static async Task<Guid> InsertAsync(RpcContext call, Programme programme, Request request, CancellationToken ct)
    {
        const string refuse = """
            update mentorship_pair
            set state = 'refused', decided_by = $4, decided_at = now(), ended_at = now()
            where programme_id = $1 and mentee_user_id = $2 and mentor_user_id <> $3 and state = 'proposed'
            """;
        const string sql = """
            insert into mentorship_pair as p
                (id, programme_id, mentor_user_id, mentee_user_id, state, reason, decided_by, decided_at, answer_due_at)
            values ($1, $2, $3, $4, 'approved', $5, $6, now(), now() + make_interval(days => $7))
            on conflict on constraint mentorship_pair_once do update
            set state = 'approved', reason = excluded.reason, decided_by = excluded.decided_by, decided_at = excluded.decided_at,
                answer_due_at = excluded.answer_due_at
            where p.state = 'proposed'
            returning id
            """;

        try
        {
            await call.Db.ExecuteAsync(refuse, [programme.Id, request.MenteeId, request.MentorId, call.Caller.UserId], ct);
            return await call.Db.FindAsync(
                sql,
                [
                    Guid.CreateVersion7(call.Now), programme.Id, request.MentorId, request.MenteeId, request.Reason, call.Caller.UserId,
                    programme.AnswerDays,
                ],
                row => (Guid?)row.GetGuid(0), ct)
                ?? throw FaultException.AlreadyExists("pair_exists", "These two were a pair of this programme already; a pair never returns.");
        }
        catch (PostgresException e) when (e.ConstraintName == "mentorship_pair_one_mentor")
        {
            throw FaultException.FailedPrecondition("has_a_mentor", "This mentee has a mentor, or is being asked. Refuse or end that pair first.");
        }
    }
}
