using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Lists the best mentors of a run for one mentee, with reasons: for a coordinator who pairs by hand.</summary>
[Rpc(
    "mentorship.v1/ListCandidates", MentorshipCapabilities.Coordinate, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","runId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","menteeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f14"}""",
    Answer = """{"candidates":[]}""")]
public sealed class ListCandidates(AccountDirectory accounts) : IRpc<ListCandidates.Request, ListCandidates.Response>
{
    /// <summary>The mentee.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="RunId">The run.</param>
    /// <param name="MenteeId">The mentee; one of the run.</param>
    /// <param name="Limit">The maximum number, 1 to 50.</param>
    public sealed record Request(
        Guid ProgrammeId, Guid RunId, Guid MenteeId, [property: Range(1, 50, ErrorMessage = "must be 1 to 50.")] int Limit = 10) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The candidates.</summary>
    /// <param name="Candidates">The mentors, the best first; those that are excluded are left out.</param>
    public sealed record Response(IReadOnlyList<Item> Candidates);

    /// <summary>A mentor.</summary>
    /// <param name="Mentor">The mentor.</param>
    /// <param name="Score">The score.</param>
    /// <param name="Explanation">Why.</param>
    /// <param name="PlacesLeft">The places that the mentor has left now.</param>
    public sealed record Item(NamedUser Mentor, int Score, MatchExplanation Explanation, int PlacesLeft);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = $"select {RunSnapshot.MenteeColumns} from mentorship_run_mentee e where e.run_id = $1 and e.user_id = $2";

        var run = await MatchingRun.GetAsync(call.Db, request.ProgrammeId, request.RunId, ct);
        var mentee = await call.Db.FindAsync(sql, [run.RunId, request.MenteeId], row => RunSnapshot.ReadMentee(row, 0), ct)
            ?? throw FaultException.NotFound("mentee_not_found", $"The run has no mentee {request.MenteeId}.");
        var scoring = await ScoringCache.LoadAsync(call.Db, run.RunId, ct);
        var scores = scoring.Score(mentee);
        var best = scoring.Mentors.Where(mentor => scores[mentor.Place] >= 0 && !mentee.Excluded.Contains(mentor.Place))
            .OrderByDescending(mentor => scores[mentor.Place]).ThenBy(mentor => mentor.Place).Take(request.Limit).ToList();
        var names = await accounts.ListNamesAsync(call.Db, best.Select(mentor => mentor.UserId), ct);
        var left = await ListLeftAsync(call.Db, request.ProgrammeId, [.. best.Select(mentor => mentor.UserId)], ct);

        return new(
        [
            .. best.Select(mentor => new Item(
                NamedUser.Of(mentor.UserId, names), scores[mentor.Place],
                MatchExplanation.Of(mentor, mentee, ExplanationReader.Coordinator), left.GetValueOrDefault(mentor.UserId))),
        ]);
    }

    static async Task<Dictionary<Guid, int>> ListLeftAsync(NpgsqlConnection db, Guid programmeId, Guid[] mentors, CancellationToken ct)
    {
        const string sql = """
            select user_id, capacity - taken
            from mentorship_application
            where programme_id = $1 and user_id = any($2) and state = 'submitted'
            """;

        return (await db.QueryAsync(sql, [programmeId, mentors], row => (row.GetGuid(0), row.GetInt32(1)), ct)).ToDictionary();
    }
}
