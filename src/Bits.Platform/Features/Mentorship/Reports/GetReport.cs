using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Reports;

/// <summary>Reports on a programme to its coordinators: pairs by state, meetings, marks, and how groups of mentees fare.</summary>
[Rpc(
    "mentorship.v1/GetReport", MentorshipCapabilities.Coordinate, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"report":{"mentors":12,"mentees":40,"places":30,"placesTaken":28,"menteesWithoutMentor":12,"proposed":0,"approved":2,"active":26,"refused":1,"declined":3,"expired":1,"ended":0,"rematches":0,"sessions":60,"pairsWithoutSession":4,"goals":50,"goalsReached":12,"checkInMood":4.1,"rating":null,"fairness":[]}}""")]
public sealed class GetReport : IRpc<GetReport.Request, GetReport.Response>
{
    /// <summary>The programme.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    public sealed record Request(Guid ProgrammeId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The report.</summary>
    /// <param name="Report">The report.</param>
    public sealed record Response(ProgrammeReport Report);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) =>
        new(await ProgrammeReport.GetAsync(call.Db, request.ProgrammeId, ct));
}

/// <summary>A report on a programme.</summary>
/// <param name="Mentors">Submitted applications of mentors.</param>
/// <param name="Mentees">Submitted applications of mentees.</param>
/// <param name="Places">The places of all mentors.</param>
/// <param name="PlacesTaken">The taken places.</param>
/// <param name="MenteesWithoutMentor">Mentees without an open pair, and without one that lasted until its end.</param>
/// <param name="Proposed">Pairs that wait for approval.</param>
/// <param name="Approved">Pairs that wait for answers.</param>
/// <param name="Active">Active pairs.</param>
/// <param name="Refused">Refused pairs.</param>
/// <param name="Declined">Declined pairs.</param>
/// <param name="Expired">Pairs without an answer in time.</param>
/// <param name="Ended">Ended pairs.</param>
/// <param name="Rematches">Ended pairs that did not get on.</param>
/// <param name="Sessions">Sessions that were not cancelled.</param>
/// <param name="PairsWithoutSession">Active pairs without a session.</param>
/// <param name="Goals">Goals.</param>
/// <param name="GoalsReached">Reached goals.</param>
/// <param name="CheckInMood">The mean mark of check-ins, 1 to 5; null without one.</param>
/// <param name="Rating">The mean mark of the feedback, 1 to 5; null without one.</param>
/// <param name="Fairness">How groups of mentees fare now.</param>
public sealed record ProgrammeReport(
    long Mentors, long Mentees, long Places, long PlacesTaken, long MenteesWithoutMentor, long Proposed, long Approved, long Active,
    long Refused, long Declined, long Expired, long Ended, long Rematches, long Sessions, long PairsWithoutSession, long Goals,
    long GoalsReached, double? CheckInMood, double? Rating, IReadOnlyList<FairnessRow> Fairness)
{
    /// <summary>Reports on a programme.</summary>
    public static async Task<ProgrammeReport> GetAsync(NpgsqlConnection db, Guid programmeId, CancellationToken ct)
    {
        const string mentees = "select user_id from mentorship_application where programme_id = $1 and role = 'mentee' and state = 'submitted'";

        var users = await db.QueryAsync(mentees, [programmeId], row => row.GetGuid(0), ct);
        var fairness = await Reports.Fairness.OfProgrammeAsync(db, programmeId, await AccountDirectory.ListBatchesAsync(db, users, ct), ct);
        return await CountAsync(db, programmeId, fairness, ct);
    }

    static async Task<ProgrammeReport> CountAsync(
        NpgsqlConnection db, Guid programmeId, IReadOnlyList<FairnessRow> fairness, CancellationToken ct)
    {
        const string sql = $"""
            with a as (select * from mentorship_application where programme_id = $1 and state = 'submitted'),
                 p as (select * from mentorship_pair where programme_id = $1),
                 s as (select s.* from mentorship_session s join p on p.id = s.pair_id where s.state = 'planned'),
                 g as (select g.* from mentorship_goal g join p on p.id = g.pair_id)
            select (select count(*) from a where role = 'mentor'), (select count(*) from a where role = 'mentee'),
                   (select coalesce(sum(capacity), 0) from a), (select coalesce(sum(taken), 0) from a),
                   (select count(*) from a where role = 'mentee' and not exists (
                       select from p where p.mentee_user_id = a.user_id and {Reports.Fairness.GivesMentor})),
                   (select count(*) from p where state = 'proposed'), (select count(*) from p where state = 'approved'),
                   (select count(*) from p where state = 'active'), (select count(*) from p where state = 'refused'),
                   (select count(*) from p where state = 'declined'), (select count(*) from p where state = 'expired'),
                   (select count(*) from p where state = 'ended'), (select count(*) from p where end_kind = 'rematch'),
                   (select count(*) from s),
                   (select count(*) from p where state = 'active' and not exists (select from s where s.pair_id = p.id)),
                   (select count(*) from g), (select count(reached_at) from g),
                   (select round(avg(mood), 2) from mentorship_check_in c join p on p.id = c.pair_id)::float8,
                   (select round(avg(rating), 2) from mentorship_feedback f join p on p.id = f.pair_id)::float8
            """;

        return (await db.FindAsync(
            sql, [programmeId],
            row => new ProgrammeReport(
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
                row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13),
                row.GetInt64(14), row.GetInt64(15), row.GetInt64(16), row.Nullable<double>(17), row.Nullable<double>(18), fairness), ct))!;
    }
}
