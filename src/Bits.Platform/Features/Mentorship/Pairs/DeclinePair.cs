using Bits.Jobs;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Declines a match, as its mentor or mentee. The pair never returns; the mentee's next best is proposed to the
/// coordinators. The other one learns that it did not come about, and no reason.</summary>
[Rpc(
    "mentorship.v1/DeclinePair", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","note":"We know each other too well."}""",
    Answer = """{"isDeclined":true}""")]
public sealed class DeclinePair(JobQueue jobs) : IRpc<DeclinePair.Request, DeclinePair.Response>
{
    /// <summary>The pair to decline.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="Note">A few words for the coordinators alone; null for none.</param>
    public sealed record Request(Guid PairId, [property: Text(1_000)] string? Note = null);

    /// <summary>The result.</summary>
    /// <param name="IsDeclined">Whether the pair waited for answers.</param>
    public sealed record Response(bool IsDeclined);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var pair = await MentorshipPair.GetOwnAsync(call, request.PairId, ct);
        var isDeclined = await PairEnds.DeclineAsync(call.Db, pair, call.Caller.UserId, request.Note, ct);
        if (!isDeclined && (await MentorshipPair.GetOwnAsync(call, pair.Id, ct)).State is PairState.Active)
            throw FaultException.FailedPrecondition("pair_state", "The pair is active. End it instead.");

        if (isDeclined)
        {
            await jobs.EnqueueAsync(call.Db, new NotifyPair(pair.Id, PairNews.Declined), MentorshipJson.Default.NotifyPair, ct);
            await jobs.EnqueueAsync(call.Db, new ProposeNext(pair.ProgrammeId, pair.Mentee), MentorshipJson.Default.ProposeNext, ct);
        }

        call.Audit.Target("pair", pair.Id).If(isDeclined);
        return new(isDeclined);
    }
}
