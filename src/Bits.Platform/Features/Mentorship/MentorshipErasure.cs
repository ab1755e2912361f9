using Bits.Jobs;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship;

/// <summary>Erases a person from programmes.</summary>
static class MentorshipErasure
{
    public static async Task<long> EraseOwnAsync(NpgsqlConnection db, JobQueue jobs, Guid userId, CancellationToken ct)
    {
        const string programmes = "select programme_id from mentorship_application where user_id = $1 and state = 'submitted' order by programme_id";
        const string texts = """
            with goals as (delete from mentorship_goal where created_by = $1 returning 1),
                 notes as (delete from mentorship_note where author_id = $1 returning 1),
                 sessions as (
                     update mentorship_session set place = null, agenda = null
                     where created_by = $1 and (place is not null or agenda is not null) returning 1),
                 check_ins as (delete from mentorship_check_in where user_id = $1 returning 1),
                 feedback as (delete from mentorship_feedback where user_id = $1 returning 1),
                 reasons as (
                     update mentorship_pair
                     set reason = case when decided_by = $1 then null else reason end,
                         end_note = case when ended_by = $1 then null else end_note end
                     where (decided_by = $1 and reason is not null) or (ended_by = $1 and end_note is not null) returning 1),
                 descriptions as (
                     update mentorship_programme set description = '', created_by = null where created_by = $1 returning 1)
            select (select count(*) from goals) + (select count(*) from notes) + (select count(*) from sessions)
                 + (select count(*) from check_ins) + (select count(*) from feedback) + (select count(*) from reasons)
                 + (select count(*) from descriptions)
            """;
        const string application = "delete from mentorship_application where user_id = $1";

        long changed = 0;
        foreach (var programme in await db.QueryAsync(programmes, [userId], row => row.GetGuid(0), ct))
        {
            await Programme.HoldAsync(db, programme, ct);
            var left = await PairEnds.WithdrawAsync(db, programme, userId, ct);
            await PairEnds.NotifyLeftAsync(db, jobs, left, userId, ct);
            changed += left.Count;
        }

        changed += await db.FindAsync(texts, [userId], row => row.GetInt64(0), ct);
        return changed + await db.ExecuteAsync(application, [userId], ct);
    }

    /// <summary>Takes a person out of the snapshots of runs. The scores stay, so that the proof can still be checked.</summary>
    public static async Task<long> RedactSnapshotsAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string runs = """
            update mentorship_run
            set redacted_at = now()
            where redacted_at is null and id in (
                select run_id from mentorship_run_mentor where user_id = $1
                union
                select run_id from mentorship_run_mentee where user_id = $1)
            """;
        const string mentors = """
            update mentorship_run_mentor
            set topics = '{}', languages = '{}', city = null, time_zone = null, company = null, gender = null, batch = null
            where user_id = $1 and (topics <> '{}' or languages <> '{}' or batch is not null)
            """;
        const string mentees = """
            update mentorship_run_mentee
            set topics = '{}', languages = '{}', city = null, time_zone = null, company = null, gender = null, preferred_gender = null,
                batch = null
            where user_id = $1 and (topics <> '{}' or languages <> '{}' or batch is not null)
            """;

        return await db.ExecuteAsync(runs, [userId], ct) + await db.ExecuteAsync(mentors, [userId], ct)
            + await db.ExecuteAsync(mentees, [userId], ct);
    }

    /// <summary>Redacts what others wrote about a person.</summary>
    public static async Task<long> RedactMentionsAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string meetings = """
            with goals as (
                     update mentorship_goal set body = left(regexp_replace(body, $1, $2, 'gi'), 500) where body ~* $1 returning 1),
                 notes as (
                     update mentorship_note set body = left(regexp_replace(body, $1, $2, 'gi'), 4000) where body ~* $1 returning 1),
                 sessions as (
                     update mentorship_session
                     set place = left(regexp_replace(place, $1, $2, 'gi'), 300), agenda = left(regexp_replace(agenda, $1, $2, 'gi'), 2000)
                     where place ~* $1 or agenda ~* $1 returning 1),
                 check_ins as (
                     update mentorship_check_in set comment = left(regexp_replace(comment, $1, $2, 'gi'), 1000) where comment ~* $1 returning 1),
                 feedback as (
                     update mentorship_feedback set comment = left(regexp_replace(comment, $1, $2, 'gi'), 2000) where comment ~* $1 returning 1)
            select (select count(*) from goals) + (select count(*) from notes) + (select count(*) from sessions)
                 + (select count(*) from check_ins) + (select count(*) from feedback)
            """;
        const string rest = """
            with pairs as (
                     update mentorship_pair
                     set reason = left(regexp_replace(reason, $1, $2, 'gi'), 500), end_note = left(regexp_replace(end_note, $1, $2, 'gi'), 1000)
                     where reason ~* $1 or end_note ~* $1 returning 1),
                 applications as (
                     update mentorship_application
                     set about = left(regexp_replace(about, $1, $2, 'gi'), 2000),
                         answers = array(select left(regexp_replace(answer, $1, $2, 'gi'), 2000) from unnest(answers) as t (answer))
                     where about ~* $1 or array_to_string(answers, ' ') ~* $1 returning 1),
                 programmes as (
                     update mentorship_programme
                     set name = left(regexp_replace(name, $1, $2, 'gi'), 120), description = left(regexp_replace(description, $1, $2, 'gi'), 4000)
                     where name ~* $1 or description ~* $1 returning 1)
            select (select count(*) from pairs) + (select count(*) from applications) + (select count(*) from programmes)
            """;

        object?[] args = [person.Mention, ErasedPerson.Placeholder];
        return await db.FindAsync(meetings, args, row => row.GetInt64(0), ct) + await db.FindAsync(rest, args, row => row.GetInt64(0), ct);
    }
}
