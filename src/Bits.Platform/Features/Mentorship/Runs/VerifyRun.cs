using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Checks a finished run again from its stored snapshot: the hash, all scores, the pairs and the proof.</summary>
[Rpc(
    "mentorship.v1/VerifyRun", MentorshipCapabilities.Coordinate, Reads = true, DeadlineSeconds = 60, Rate = RateClass.Search,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","runId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{"verdict":{"isProved":true,"fault":null,"inputHash":"9f0e","pairs":40,"value":4120,"bound":4120,"blockingPairs":3,"isRedacted":false}}""")]
public sealed class VerifyRun : IRpc<VerifyRun.Request, VerifyRun.Response>
{
    /// <summary>The run to check.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="RunId">The run.</param>
    public sealed record Request(Guid ProgrammeId, Guid RunId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="Verdict">What the check has found.</param>
    public sealed record Response(RunVerdict Verdict);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) => new(
        await RunVerification.VerifyAsync(
            call.Db, await MatchingRun.GetAsync(call.Db, request.ProgrammeId, request.RunId, ct), ct));
}
