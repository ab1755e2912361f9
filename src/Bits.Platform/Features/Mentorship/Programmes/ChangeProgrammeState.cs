using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Moves a programme to another state. Closing it ends its pairs. A repeated call changes nothing.</summary>
[Rpc(
    "mentorship.v1/ChangeProgrammeState", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","state":"applications_open"}""",
    Answer = """{"isChanged":true}""")]
public sealed class ChangeProgrammeState(JobQueue jobs) : IRpc<ChangeProgrammeState.Request, ChangeProgrammeState.Response>
{
    static readonly AuditField State = new("state");

    /// <summary>The state to reach.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="State">The state: the next one, or one step back from matching, review or an empty round of applications.</param>
    public sealed record Request(Guid ProgrammeId, ProgrammeState State) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="IsChanged">Whether the programme was in another state.</param>
    public sealed record Response(bool IsChanged);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var programme = await Programme.LockAsync(call.Db, request.ProgrammeId, ct);
        var isChanged = programme.State != request.State;
        if (isChanged)
        {
            await RequireAllowedAsync(call, programme, request.State, ct);
            await WriteAsync(call.Db, programme.Id, request.State, ct);
            if (request.State == ProgrammeState.Closed)
                foreach (var news in await PairEnds.CloseAllAsync(call.Db, programme.Id, call.Caller.UserId, ct))
                    await jobs.EnqueueAsync(call.Db, news, MentorshipJson.Default.NotifyPair, ct);
        }

        call.Audit.Target("programme", programme.Id).Changed(State, programme.State, request.State).If(isChanged);
        return new(isChanged);
    }

    /// <summary>Writes a state.</summary>
    internal static Task<int> WriteAsync(NpgsqlConnection db, Guid id, ProgrammeState state, CancellationToken ct)
    {
        const string sql = "update mentorship_programme set state = $2 where id = $1";

        return db.ExecuteAsync(sql, [id, state.ToText()], ct);
    }

    static async Task RequireAllowedAsync(RpcContext call, Programme programme, ProgrammeState to, CancellationToken ct)
    {
        const string applied = "select exists (select from mentorship_application where programme_id = $1)";

        var isAllowed = (programme.State, to) switch
        {
            (ProgrammeState.Draft, ProgrammeState.ApplicationsOpen) => true,
            (ProgrammeState.ApplicationsOpen, ProgrammeState.Draft) =>
                !await call.Db.FindAsync(applied, [programme.Id], row => row.GetBoolean(0), ct),
            (ProgrammeState.ApplicationsOpen, ProgrammeState.Matching) or (ProgrammeState.Matching, ProgrammeState.ApplicationsOpen) => true,
            (ProgrammeState.Matching, ProgrammeState.Review) or (ProgrammeState.Review, ProgrammeState.Matching) => true,
            (ProgrammeState.Review, ProgrammeState.Active) or (ProgrammeState.Active, ProgrammeState.Closed) => true,
            _ => false,
        };
        if (!isAllowed)
            throw FaultException.FailedPrecondition(
                "programme_state", $"A programme in the state {programme.State.ToText()} does not become {to.ToText()}. "
                + "The order is draft, applications_open, matching, review, active, closed.");
        if (to == ProgrammeState.ApplicationsOpen && programme.ApplicationsEndAt <= call.Now)
            throw FaultException.FailedPrecondition(
                "applications_over", "The applications have ended. Set a later applicationsEndAt first.");
    }
}
