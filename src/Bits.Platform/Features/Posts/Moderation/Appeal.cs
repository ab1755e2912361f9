using Bits.Membership;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Lists the answers to an appeal.</summary>
public enum AppealOutcome
{
    /// <summary>The decision stands.</summary>
    Upheld,

    /// <summary>The decision is undone.</summary>
    Granted,
}

/// <summary>An author's appeal against the decision on their text; each case has at most one.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Reason">The author's reason.</param>
/// <param name="AppealedAt">The time of the appeal.</param>
/// <param name="Outcome">The outcome; null while open.</param>
/// <param name="Answer">The reason of the outcome.</param>
/// <param name="AnsweredAt">The time of the answer.</param>
sealed record Appeal(
    Guid CaseId, string Reason, DateTimeOffset AppealedAt, AppealOutcome? Outcome, string? Answer, DateTimeOffset? AnsweredAt)
{
    // The columns that Read reads, in its order.
    const string Columns = "case_id, reason, appealed_at, outcome, answer, answered_at";

    /// <summary>Finds the appeal against the decision on a case.</summary>
    public static Task<Appeal?> FindAsync(NpgsqlConnection db, Guid caseId, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_appeal where case_id = $1";

        return db.FindAsync(sql, [caseId], Read, ct);
    }

    /// <summary>Lists the appeals of these cases.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Appeal>> ListAsync(
        NpgsqlConnection db, IEnumerable<Guid> caseIds, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_appeal where case_id = any($1)";

        return (await db.QueryAsync(sql, [caseIds.ToArray()], Read, ct)).ToDictionary(appeal => appeal.CaseId);
    }

    /// <summary>Lists a page of the open appeals that a user answers, the oldest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user: not the author, and not who decided.</param>
    /// <param name="ranks">The user's rank in each scope.</param>
    /// <param name="everywhere">Whether the user answers in all scopes, as an administrator of the platform.</param>
    /// <param name="after">The last appeal of the previous page; null for the first page.</param>
    /// <param name="limit">The page size.</param>
    /// <param name="ct">Stops the query.</param>
    public static Task<List<Appeal>> ListOpenAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyDictionary<Scope, int> ranks, bool everywhere, PostPlace? after, int limit,
        CancellationToken ct)
    {
        const string sql = """
            select a.case_id, a.reason, a.appealed_at, a.outcome, a.answer, a.answered_at
            from posts_appeal a
            join posts_case c on c.id = a.case_id
            left join unnest($2::text[], $3::int[]) as r (scope, rank) on r.scope = c.scope
            where a.outcome is null and c.author_id <> $1 and c.decided_by <> $1 and ($4 or r.rank > c.decided_rank)
              and (a.appealed_at, a.case_id) > (coalesce($5::timestamptz, '-infinity'), $6)
            order by a.appealed_at, a.case_id
            limit $7
            """;

        return db.QueryAsync(
            sql,
            [
                userId, ranks.Keys.Select(scope => scope.ToString()).ToArray(), ranks.Values.ToArray(), everywhere,
                after?.CreatedAt, after?.Id ?? Guid.Empty, limit,
            ], Read, ct);
    }

    /// <summary>Adds an appeal; false: there is one already.</summary>
    public static async Task<bool> AddAsync(NpgsqlConnection db, Guid caseId, string reason, CancellationToken ct)
    {
        const string sql = """
            insert into posts_appeal (case_id, reason) values ($1, $2) on conflict on constraint posts_appeal_once do nothing
            """;

        return await db.ExecuteAsync(sql, [caseId, reason], ct) > 0;
    }

    /// <summary>Answers an open appeal; false: it is missing, or answered already.</summary>
    public static async Task<bool> AnswerAsync(
        NpgsqlConnection db, Guid caseId, AppealOutcome outcome, Guid by, string answer, CancellationToken ct)
    {
        const string sql = """
            update posts_appeal
            set outcome = $2, answer = $4, answered_at = now(), answered_by = $3
            where case_id = $1 and outcome is null
            """;

        return await db.ExecuteAsync(sql, [caseId, outcome.ToText(), by, answer], ct) > 0;
    }

    static Appeal Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
        row.NullableString(3) is { } outcome ? EnumText.Parse<AppealOutcome>(outcome) : null,
        row.NullableString(4), row.Nullable<DateTimeOffset>(5));
}

/// <summary>An appeal as its author and those who answer see it.</summary>
/// <param name="Reason">The author's reason.</param>
/// <param name="AppealedAt">The time of the appeal.</param>
/// <param name="Outcome">The outcome; null while open.</param>
/// <param name="Answer">The reason of the outcome.</param>
/// <param name="AnsweredAt">The time of the answer.</param>
public sealed record AppealView(
    string Reason, DateTimeOffset AppealedAt, AppealOutcome? Outcome, string? Answer, DateTimeOffset? AnsweredAt)
{
    /// <summary>Returns the view of an appeal; null for none.</summary>
    internal static AppealView? Of(Appeal? appeal) =>
        appeal is null ? null : new(appeal.Reason, appeal.AppealedAt, appeal.Outcome, appeal.Answer, appeal.AnsweredAt);
}
