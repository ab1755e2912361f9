using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>A goal of a pair.</summary>
/// <param name="GoalId">The id.</param>
/// <param name="Body">The text.</param>
/// <param name="CreatedAt">The time of writing.</param>
/// <param name="ReachedAt">When it was reached; null before.</param>
public sealed record GoalView(Guid GoalId, string Body, DateTimeOffset CreatedAt, DateTimeOffset? ReachedAt);

/// <summary>A note that the two of a pair read.</summary>
/// <param name="NoteId">The id.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="Body">The text.</param>
/// <param name="WrittenAt">The time of writing.</param>
/// <param name="IsOwn">Whether the caller wrote it, and may remove it.</param>
public sealed record NoteView(Guid NoteId, Guid AuthorId, string Body, DateTimeOffset WrittenAt, bool IsOwn);

/// <summary>Lists the states of a session.</summary>
public enum SessionState
{
    /// <summary>It takes place.</summary>
    Planned,

    /// <summary>It does not.</summary>
    Cancelled,
}

/// <summary>A session of a pair.</summary>
/// <param name="SessionId">The id.</param>
/// <param name="StartsAt">The start.</param>
/// <param name="Minutes">The length in minutes.</param>
/// <param name="Place">The address or link; null without one.</param>
/// <param name="Agenda">The agenda; null without one.</param>
/// <param name="State">The state.</param>
/// <param name="Sequence">The number of changes: calendars take the highest.</param>
public sealed record SessionView(
    Guid SessionId, DateTimeOffset StartsAt, int Minutes, string? Place, string? Agenda, SessionState State, int Sequence);

/// <summary>An answer to a check-in.</summary>
/// <param name="Mood">How it goes, 1 to 5.</param>
/// <param name="Comment">A few words; null for none.</param>
/// <param name="AnsweredAt">The time of the answer.</param>
public sealed record CheckInView(int Mood, string? Comment, DateTimeOffset AnsweredAt);

/// <summary>The feedback of one of the two.</summary>
/// <param name="Rating">The mark, 1 to 5.</param>
/// <param name="Comment">A few words; null for none.</param>
/// <param name="GivenAt">The time.</param>
public sealed record FeedbackView(int Rating, string? Comment, DateTimeOffset GivenAt);

/// <summary>Reads what a pair keeps together.</summary>
static class PairContent
{
    public static Task<List<GoalView>> ListGoalsAsync(NpgsqlConnection db, Guid pairId, CancellationToken ct)
    {
        const string sql = "select id, body, created_at, reached_at from mentorship_goal where pair_id = $1 order by id";

        return db.QueryAsync(
            sql, [pairId],
            row => new GoalView(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.Nullable<DateTimeOffset>(3)), ct);
    }

    public static Task<List<NoteView>> ListNotesAsync(NpgsqlConnection db, Guid pairId, Guid viewer, CancellationToken ct)
    {
        const string sql = """
            select id, author_id, body, written_at, author_id = $2
            from mentorship_note
            where pair_id = $1
            order by id desc
            limit 200
            """;

        return db.QueryAsync(
            sql, [pairId, viewer],
            row => new NoteView(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetBoolean(4)), ct);
    }

    public static Task<List<SessionView>> ListSessionsAsync(NpgsqlConnection db, Guid pairId, CancellationToken ct)
    {
        const string sql = """
            select id, starts_at, minutes, place, agenda, state, sequence
            from mentorship_session
            where pair_id = $1
            order by starts_at, id
            limit 500
            """;

        return db.QueryAsync(sql, [pairId], ReadSession, ct);
    }

    public static Task<List<CheckInView>> ListCheckInsAsync(NpgsqlConnection db, Guid pairId, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select mood, comment, answered_at
            from mentorship_check_in
            where pair_id = $1 and user_id = $2
            order by answered_at desc
            limit 100
            """;

        return db.QueryAsync(
            sql, [pairId, userId], row => new CheckInView(row.GetInt32(0), row.NullableString(1), row.GetFieldValue<DateTimeOffset>(2)), ct);
    }

    public static Task<FeedbackView?> FindFeedbackAsync(NpgsqlConnection db, Guid pairId, Guid userId, CancellationToken ct)
    {
        const string sql = "select rating, comment, given_at from mentorship_feedback where pair_id = $1 and user_id = $2";

        return db.FindAsync(
            sql, [pairId, userId], row => new FeedbackView(row.GetInt32(0), row.NullableString(1), row.GetFieldValue<DateTimeOffset>(2)), ct);
    }

    internal static SessionView ReadSession(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2), row.NullableString(3), row.NullableString(4),
        EnumText.Parse<SessionState>(row.GetString(5)), row.GetInt32(6));
}
