using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Starts a run of the matching, or a dry run, which proposes nothing. It works on a snapshot: what applicants change later
/// changes nothing. Mentees who have a mentor take no part.</summary>
[Rpc(
    "mentorship.v1/StartRun", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin, DeadlineSeconds = 60,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"dry_run","policy":"stable","cityWeight":40}""",
    Answer = """{"runId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""")]
public sealed class StartRun(MatchingRuns runs) : IRpc<StartRun.Request, StartRun.Response>
{
    /// <summary>The run; what is null comes from the programme.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="Kind">Run or dry run.</param>
    /// <param name="Policy">How it assigns.</param>
    /// <param name="Seed">Decides ties; default 0.</param>
    /// <param name="TopicWeight">What a shared topic adds to a score.</param>
    /// <param name="LanguageWeight">What a shared language adds.</param>
    /// <param name="CityWeight">What the same city adds.</param>
    /// <param name="TimeZoneWeight">What the same time zone adds.</param>
    /// <param name="PreferenceWeight">What the mentor whom the mentee ranks first gets.</param>
    /// <param name="GenderWeight">What a mentor of the preferred gender gets.</param>
    public sealed record Request(
        Guid ProgrammeId,
        RunKind Kind = RunKind.Run,
        MatchingPolicy? Policy = null,
        long Seed = 0,
        [property: Weight] int? TopicWeight = null,
        [property: Weight] int? LanguageWeight = null,
        [property: Weight] int? CityWeight = null,
        [property: Weight] int? TimeZoneWeight = null,
        [property: Weight] int? PreferenceWeight = null,
        [property: Weight] int? GenderWeight = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The run.</summary>
    /// <param name="RunId">The id.</param>
    public sealed record Response(Guid RunId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var programme = await Programme.HoldAsync(call.Db, request.ProgrammeId, ct);
        var order = new RunOrder(request.Kind)
        {
            Policy = request.Policy,
            Weights = programme.Weights.With(
                request.TopicWeight, request.LanguageWeight, request.CityWeight, request.TimeZoneWeight, request.PreferenceWeight,
                request.GenderWeight),
            Seed = request.Seed,
            StartedBy = call.Caller.UserId,
        };
        var runId = await runs.StartAsync(call.Db, programme.Id, order, ct);

        call.Audit.Target("run", runId);
        return new(runId);
    }
}
