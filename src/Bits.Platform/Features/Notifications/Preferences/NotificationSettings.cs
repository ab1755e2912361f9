using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Lists when a kind of notification is sent on a channel.</summary>
public enum DeliveryMode
{
    /// <summary>At once.</summary>
    Now,

    /// <summary>With the next digest; only on a channel that has digests.</summary>
    Digest,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>Lists how often a digest is sent.</summary>
public enum DigestRhythm
{
    /// <summary>Never; what is meant for the digest is not sent.</summary>
    Off,

    /// <summary>Each day.</summary>
    Daily,

    /// <summary>Each week.</summary>
    Weekly,
}

/// <summary>How a member wants to be reached.</summary>
/// <param name="Language">The language of all notifications.</param>
/// <param name="TimeZone">The IANA name of the time zone, such as <c>Asia/Kolkata</c>.</param>
/// <param name="QuietFrom">The local time from which nothing is sent outside the app; null without quiet hours.</param>
/// <param name="QuietUntil">The local time from which it is sent again; at or before the start, that of the next day.</param>
/// <param name="Digest">How often a digest is sent.</param>
/// <param name="DigestHour">The local hour of the digest, 0 to 23.</param>
/// <param name="DigestDay">The day of a weekly digest.</param>
public sealed record NotificationSettings(
    Language Language,
    string TimeZone,
    TimeOnly? QuietFrom,
    TimeOnly? QuietUntil,
    DigestRhythm Digest,
    int DigestHour,
    DayOfWeek DigestDay)
{
    /// <summary>The settings of a member who has chosen nothing.</summary>
    public static readonly NotificationSettings Default = new(
        Language.English, "Asia/Kolkata", QuietFrom: null, QuietUntil: null, DigestRhythm.Weekly, DigestHour: 9, DayOfWeek.Saturday);

    internal const string Columns =
        "s.language, s.time_zone, s.quiet_from, s.quiet_until, s.digest, s.digest_hour, s.digest_day";

    /// <summary>Returns the time zone; that of the default, if this machine does not know it any more.</summary>
    internal TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone)
        ? zone
        : TimeZoneInfo.FindSystemTimeZoneById(Default.TimeZone);

    internal static async Task<NotificationSettings> ReadAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = $"select {Columns} from notifications_settings s where s.user_id = $1";

        return await db.FindAsync(sql, [userId], row => Read(row, 0), ct) ?? Default;
    }

    internal Task<int> WriteAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            insert into notifications_settings as s
                (user_id, language, time_zone, quiet_from, quiet_until, digest, digest_hour, digest_day)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict on constraint notifications_settings_pkey do update
            set language = excluded.language, time_zone = excluded.time_zone, quiet_from = excluded.quiet_from,
                quiet_until = excluded.quiet_until, digest = excluded.digest, digest_hour = excluded.digest_hour,
                digest_day = excluded.digest_day
            where s is distinct from excluded
            """;

        return db.ExecuteAsync(
            sql,
            [
                userId, Language.ToText(), TimeZone, QuietFrom, QuietUntil, Digest.ToText(), (short)DigestHour,
                (short)DigestDay,
            ], ct);
    }

    /// <summary>Reads <see cref="Columns"/> of a row from this column on; the default where a join found no row.</summary>
    internal static NotificationSettings Read(NpgsqlDataReader row, int first) => row.NullableString(first) is not { } language
        ? Default
        : new(
            EnumText.Parse<Language>(language),
            TimeZone: row.GetString(first + 1),
            QuietFrom: row.Nullable<TimeOnly>(first + 2),
            QuietUntil: row.Nullable<TimeOnly>(first + 3),
            EnumText.Parse<DigestRhythm>(row.GetString(first + 4)),
            DigestHour: row.GetInt16(first + 5),
            (DayOfWeek)row.GetInt16(first + 6));
}
