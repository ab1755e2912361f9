using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Exports and erases a person's reports and appeals, the cases about their texts, and the reasons that they gave.
/// </summary>
sealed class CaseData : IPersonalData
{
    public string Part => "moderation";

    public IReadOnlyList<string> Tables => ["posts_case", "posts_report", "posts_appeal"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string reports = """
            select case_id, reason, reported_at from posts_report where reporter_id = $1 order by reported_at, case_id
            """;
        const string cases = """
            select id, post_id, comment_id, decision, decided_at, reason, undone_at
            from posts_case
            where author_id = $1
            order by opened_at, id
            """;

        const string appeals = """
            select a.case_id, a.reason, a.appealed_at, a.outcome, a.answer, a.answered_at
            from posts_appeal a
            join posts_case c on c.id = a.case_id
            where c.author_id = $1
            order by a.appealed_at, a.case_id
            """;

        return new
        {
            Reports = await db.QueryAsync(reports, [userId], PersonalRow.Read, ct),
            Decisions = await db.QueryAsync(cases, [userId], PersonalRow.Read, ct),
            Appeals = await db.QueryAsync(appeals, [userId], PersonalRow.Read, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string own = "delete from posts_case where author_id = $1";
        const string given = """
            update posts_case
            set reason = case when decided_by = $1 then $3 else regexp_replace(reason, $2, $3, 'gi') end
            where (decided_by = $1 and reason <> $3) or reason ~* $2
            """;
        const string reports = """
            update posts_report
            set reason = case when reporter_id = $1 then $3 else regexp_replace(reason, $2, $3, 'gi') end
            where (reporter_id = $1 and reason <> $3) or reason ~* $2
            """;
        const string appeals = """
            update posts_appeal
            set answer = case when answered_by = $1 then $3 else regexp_replace(answer, $2, $3, 'gi') end,
                reason = regexp_replace(reason, $2, $3, 'gi')
            where (answered_by = $1 and answer <> $3) or answer ~* $2 or reason ~* $2
            """;
        const string posts = """
            update posts_post set removed_why = $2 where removed_by = $1 and removed_why <> $2
            """;
        const string comments = """
            update posts_comment set removed_why = $2 where removed_by = $1 and removed_why <> $2
            """;

        return await db.ExecuteAsync(own, [person.UserId], ct)
            + await db.ExecuteAsync(given, [person.UserId, person.Mention, ErasedPerson.Placeholder], ct)
            + await db.ExecuteAsync(reports, [person.UserId, person.Mention, ErasedPerson.Placeholder], ct)
            + await db.ExecuteAsync(appeals, [person.UserId, person.Mention, ErasedPerson.Placeholder], ct)
            + await db.ExecuteAsync(posts, [person.UserId, ErasedPerson.Placeholder], ct)
            + await db.ExecuteAsync(comments, [person.UserId, ErasedPerson.Placeholder], ct);
    }
}
