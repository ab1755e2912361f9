using Bits.Jobs;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Lists why one of two ends a mentorship.</summary>
public enum EndReason
{
    /// <summary>They have finished.</summary>
    Completed,

    /// <summary>They do not get on: the mentee is matched again, and the other one is not told why.</summary>
    Rematch,
}

/// <summary>Ends a mentorship, as one of the two.</summary>
[Rpc(
    "mentorship.v1/EndPair", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","reason":"rematch","note":"We work in fields that are too different."}""",
    Answer = """{"isEnded":true}""")]
public sealed class EndPair(JobQueue jobs) : IRpc<EndPair.Request, EndPair.Response>
{
    /// <summary>The pair to end.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="Reason">Completed, or a quiet rematch.</param>
    /// <param name="Note">A few words for the coordinators alone; null for none.</param>
    public sealed record Request(Guid PairId, EndReason Reason, [property: Text(1_000)] string? Note = null);

    /// <summary>The result.</summary>
    /// <param name="IsEnded">Whether the pair was active.</param>
    public sealed record Response(bool IsEnded);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var pair = await MentorshipPair.GetOwnAsync(call, request.PairId, ct);
        var kind = request.Reason == EndReason.Rematch ? PairEndKind.Rematch : PairEndKind.Completed;
        var isEnded = await PairEnds.EndAsync(call.Db, pair, kind, call.Caller.UserId, request.Note, ct);
        if (!isEnded && await MentorshipPair.GetOwnAsync(call, pair.Id, ct) is { State: not PairState.Ended } present)
            throw MentorshipPair.NotActive(present);

        if (isEnded)
        {
            await jobs.EnqueueAsync(call.Db, new NotifyPair(pair.Id, PairNews.Ended), MentorshipJson.Default.NotifyPair, ct);
            if (kind == PairEndKind.Rematch)
                await jobs.EnqueueAsync(call.Db, new ProposeNext(pair.ProgrammeId, pair.Mentee), MentorshipJson.Default.ProposeNext, ct);
        }

        call.Audit.Target("pair", pair.Id).If(isEnded);
        return new(isEnded);
    }
}
