using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Refuses a proposal, or takes an approval back before both have accepted. The pair never returns; the mentee's next best
/// is proposed.</summary>
[Rpc(
    "mentorship.v1/RefusePair", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","reason":"They are related."}""",
    Answer = """{"isRefused":true}""")]
public sealed class RefusePair(JobQueue jobs) : IRpc<RefusePair.Request, RefusePair.Response>
{
    /// <summary>The pair to refuse.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="PairId">The pair.</param>
    /// <param name="Reason">The reason, for coordinators.</param>
    /// <param name="ProposeNext">Whether the mentee's next best is proposed.</param>
    public sealed record Request(Guid ProgrammeId, Guid PairId, [property: Text(500)] string Reason, bool ProposeNext = true) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="IsRefused">Whether the pair was open.</param>
    public sealed record Response(bool IsRefused);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            update mentorship_pair p
            set state = 'refused', decided_by = $2, decided_at = now(), reason = $3, ended_at = now()
            from (select id, state from mentorship_pair where id = $1 for update) before
            where p.id = before.id and before.state in ('proposed', 'approved')
            returning before.state
            """;

        var pair = await MentorshipPair.GetAsync(call.Db, request.ProgrammeId, request.PairId, ct);
        var before = await call.Db.FindAsync(sql, [pair.Id, call.Caller.UserId, request.Reason], row => row.GetString(0), ct);
        if (before == "approved")
        {
            await Places.FreeAsync(call.Db, pair.ProgrammeId, pair.Mentor, ct);
            await jobs.EnqueueAsync(call.Db, new NotifyPair(pair.Id, PairNews.Declined), MentorshipJson.Default.NotifyPair, ct);
        }

        if (before is not null && request.ProposeNext)
            await jobs.EnqueueAsync(call.Db, new ProposeNext(pair.ProgrammeId, pair.Mentee), MentorshipJson.Default.ProposeNext, ct);
        call.Audit.Target("pair", pair.Id).Because(request.Reason).If(before is not null);
        return new(before is not null);
    }
}
