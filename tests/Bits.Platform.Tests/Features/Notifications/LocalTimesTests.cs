using Bits.Platform.Features.Notifications;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>Quiet hours and digests against a walk over every minute.</summary>
public sealed class LocalTimesTests
{
    static readonly string[] Zones =
        ["Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "UTC"];

    [Fact]
    public void Quiet_hours_end_when_a_walk_over_the_minutes_says_so()
    {
        var random = new Random(11);
        for (var i = 0; i < 2_000; i++)
        {
            var (settings, now) = Draw(random);

            Assert.Equal(WalkedQuietUntil(settings, now), settings.QuietUntil(now));
        }
    }

    [Fact]
    public void The_last_digest_is_that_of_a_walk_over_the_days()
    {
        var random = new Random(12);
        for (var i = 0; i < 1_000; i++)
        {
            var (settings, now) = Draw(random);

            Assert.Equal(WalkedDigest(settings, now), settings.LastDigest(now));
        }
    }

    [Theory]
    [InlineData("2026-03-29T00:30:00Z", "01:00", "02:30", "2026-03-29T01:00:00Z")] // half past two does not exist
    [InlineData("2026-10-25T00:45:00Z", "22:00", "02:30", null)] // half past two has been, and comes again
    [InlineData("2026-10-25T00:15:00Z", "22:00", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("2026-07-01T21:00:00Z", "22:00", "07:00", "2026-07-02T05:00:00Z")] // over midnight
    public void Days_of_a_change_of_the_clocks_in_Berlin(string now, string from, string until, string? end) => Assert.Equal(
        end is null ? null : DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture),
        (NotificationSettings.Default with
        {
            TimeZone = "Europe/Berlin",
            QuietFrom = TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            QuietUntil = TimeOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture),
        }).QuietUntil(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Settings and a moment near a change of the clocks, or anywhere.</summary>
    internal static (NotificationSettings Settings, DateTimeOffset Now) Draw(Random random)
    {
        DateTimeOffset[] around =
        [
            new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), new(2026, 10, 25, 1, 0, 0, TimeSpan.Zero), new(2026, 3, 8, 7, 0, 0, TimeSpan.Zero),
            new(2026, 11, 1, 6, 0, 0, TimeSpan.Zero), new(2026, 4, 4, 15, 0, 0, TimeSpan.Zero), new(2026, 10, 3, 15, 30, 0, TimeSpan.Zero),
            new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero), new(2026, 12, 31, 23, 0, 0, TimeSpan.Zero),
        ];
        var from = new TimeOnly(random.Next(24), random.Next(4) * 15);
        var settings = new NotificationSettings(
            Language.English, Zones[random.Next(Zones.Length)], random.Next(4) == 0 ? null : from, null,
            (DigestRhythm)random.Next(3), random.Next(24), (DayOfWeek)random.Next(7));
        if (settings.QuietFrom is not null)
            settings = settings with { QuietUntil = from.AddMinutes(15 * random.Next(1, 96)) };
        return (settings, around[random.Next(around.Length)].AddMinutes(random.Next(-2_000, 2_000)));
    }

    internal static DateTimeOffset? WalkedQuietUntil(NotificationSettings settings, DateTimeOffset now)
    {
        if (settings is not { QuietFrom: { } from, QuietUntil: { } until })
            return null;

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, settings.Zone).DateTime);
        foreach (var day in new[] { today.AddDays(-1), today })
        {
            var end = Walked(settings.Zone, until > from ? day : day.AddDays(1), until);
            if (Walked(settings.Zone, day, from) <= now && now < end)
                return end;
        }

        return null;
    }

    internal static DateTimeOffset? WalkedDigest(NotificationSettings settings, DateTimeOffset now)
    {
        if (settings.Digest == DigestRhythm.Off)
            return null;

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, settings.Zone).DateTime);
        return Enumerable.Range(0, 9).Select(back => today.AddDays(-back))
            .Where(day => settings.Digest == DigestRhythm.Daily || day.DayOfWeek == settings.DigestDay)
            .Select(day => Walked(settings.Zone, day, new(settings.DigestHour, 0)))
            .First(due => due <= now);
    }

    // The first minute whose local reading is that of the day, or later.
    static DateTimeOffset Walked(TimeZoneInfo zone, DateOnly day, TimeOnly time)
    {
        var wanted = day.ToDateTime(time);
        for (var at = new DateTimeOffset(wanted, TimeSpan.Zero).AddHours(-15); ; at = at.AddMinutes(15))
        {
            if (TimeZoneInfo.ConvertTime(at, zone).DateTime >= wanted)
                return at;
        }
    }
}
