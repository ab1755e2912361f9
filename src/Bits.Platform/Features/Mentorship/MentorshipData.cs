using Bits.Jobs;
using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship;

/// <summary>Exports and erases what a person has stated and written in programmes. Pairs stay as ids, so that they never return.</summary>
sealed class MentorshipData(JobQueue jobs) : IPersonalData
{
    public string Part => "mentorship";

    public IReadOnlyList<string> Tables =>
    [
        "mentorship_programme", "mentorship_application", "mentorship_run", "mentorship_run_mentor", "mentorship_run_mentee", "mentorship_pair",
        "mentorship_goal", "mentorship_note", "mentorship_session", "mentorship_check_in", "mentorship_feedback",
    ];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string programmes = "select id, name, description, state, created_at from mentorship_programme where created_by = $1 order by created_at";
        const string applications = "select * from mentorship_application where user_id = $1 order by created_at";
        const string runs = """
            select run_id, topics, languages, city, time_zone, company, gender, null as preferred_gender, batch from mentorship_run_mentor where user_id = $1
            union all
            select run_id, topics, languages, city, time_zone, company, gender, preferred_gender, batch from mentorship_run_mentee where user_id = $1
            """;
        const string pairs = """
            select id, programme_id, mentor_user_id, mentee_user_id, state, proposed_at, started_at, ended_at,
                   case when decided_by = $1 then reason end as reason, case when ended_by = $1 then end_note end as end_note
            from mentorship_pair
            where (mentor_user_id = $1 or mentee_user_id = $1 or decided_by = $1) and (state not in ('proposed', 'refused') or decided_by = $1)
            order by proposed_at
            """;

        return new
        {
            Programmes = await db.QueryAsync(programmes, [userId], PersonalRow.Read, ct),
            Applications = await db.QueryAsync(applications, [userId], PersonalRow.Read, ct),
            Runs = await db.QueryAsync(runs, [userId], PersonalRow.Read, ct),
            Pairs = await db.QueryAsync(pairs, [userId], PersonalRow.Read, ct),
            Meetings = await ExportMeetingsAsync(db, userId, ct),
        };
    }

    static async Task<object> ExportMeetingsAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string goals = "select pair_id, body, created_at, reached_at from mentorship_goal where created_by = $1 order by id";
        const string notes = "select pair_id, body, written_at from mentorship_note where author_id = $1 order by id";
        const string sessions = "select pair_id, starts_at, minutes, place, agenda, state from mentorship_session where created_by = $1 order by id";
        const string checkIns = "select pair_id, mood, comment, answered_at from mentorship_check_in where user_id = $1 order by id";
        const string feedback = "select pair_id, rating, comment, given_at from mentorship_feedback where user_id = $1 order by given_at";

        return new
        {
            Goals = await db.QueryAsync(goals, [userId], PersonalRow.Read, ct),
            Notes = await db.QueryAsync(notes, [userId], PersonalRow.Read, ct),
            Sessions = await db.QueryAsync(sessions, [userId], PersonalRow.Read, ct),
            CheckIns = await db.QueryAsync(checkIns, [userId], PersonalRow.Read, ct),
            Feedback = await db.QueryAsync(feedback, [userId], PersonalRow.Read, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct) =>
        await MentorshipErasure.EraseOwnAsync(db, jobs, person.UserId, ct)
        + await MentorshipErasure.RedactSnapshotsAsync(db, person.UserId, ct)
        + await MentorshipErasure.RedactMentionsAsync(db, person, ct);
}
