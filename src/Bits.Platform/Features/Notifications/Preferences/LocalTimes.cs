namespace Bits.Platform.Features.Notifications;

/// <summary>Computes quiet hours and digests in the time zone of a member. A local time that a change to summer time skips
/// stands for the moment of the change; of one that occurs twice, the first counts.</summary>
static class LocalTimes
{
    /// <summary>Returns the end of the quiet hours that now lies in; null outside of them.</summary>
    public static DateTimeOffset? QuietUntil(this NotificationSettings settings, DateTimeOffset now)
    {
        if (settings is not { QuietFrom: { } from, QuietUntil: { } until })
            return null;

        var zone = settings.Zone;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

        // Intervals of moments, not of clock readings: on the days of a change, a reading does not tell before from after.
        for (var day = today.AddDays(-1); day <= today; day = day.AddDays(1))
        {
            var end = At(zone, until > from ? day : day.AddDays(1), until);
            if (At(zone, day, from) <= now && now < end)
                return end;
        }

        return null;
    }

    /// <summary>Returns the latest time at or before now at which a digest was due; null when digests are off.</summary>
    public static DateTimeOffset? LastDigest(this NotificationSettings settings, DateTimeOffset now)
    {
        if (settings.Digest == DigestRhythm.Off)
            return null;

        var zone = settings.Zone;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(1);
        while (true)
        {
            day = day.AddDays(-1);
            if (settings.Digest == DigestRhythm.Weekly && day.DayOfWeek != settings.DigestDay)
                continue;
            if (At(zone, day, new(settings.DigestHour, 0)) is var due && due <= now)
                return due;
        }
    }

    /// <summary>Returns the moment of a local time.</summary>
    internal static DateTimeOffset At(TimeZoneInfo zone, DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);

        return zone.IsAmbiguousTime(local)
            ? new DateTimeOffset(local, zone.GetAmbiguousTimeOffsets(local).Max()).ToUniversalTime()
            : new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
