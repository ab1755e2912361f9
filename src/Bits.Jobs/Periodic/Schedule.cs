using Cronos;

namespace Bits.Jobs;

/// <summary>What becomes of ticks at which no worker was there.</summary>
public enum MissedTicks
{
    /// <summary>They are gone. A tick that is late by up to a minute still fires.</summary>
    Skip,

    /// <summary>One job for all of them.</summary>
    Coalesce,

    /// <summary>One job for each, for the latest so many.</summary>
    All,
}

/// <summary>When something runs by the calendar.</summary>
/// <remarks>In the night in which clocks go forward a time that does not exist means the first moment after the gap. In the
/// night in which they go back a time that comes twice means the first one, where the expression names an hour; one that
/// goes by intervals (<c>*</c>, <c>/</c>, <c>-</c> in hours or minutes) goes on by intervals.</remarks>
public sealed record Schedule
{
    readonly CronExpression _cron;
    readonly TimeZoneInfo _zone;

    /// <summary>Reads an expression and a zone.</summary>
    /// <param name="cron">Five fields (minute, hour, day, month, day of week), or six with seconds first; or a macro such as
    /// <c>@daily</c>.</param>
    /// <param name="zone">An IANA zone, such as <c>Asia/Kolkata</c>; default <c>UTC</c>.</param>
    /// <exception cref="ArgumentException">One of them cannot be read; the message says which and why.</exception>
    public Schedule(string cron, string zone = "UTC")
    {
        ArgumentNullException.ThrowIfNull(cron);
        ArgumentNullException.ThrowIfNull(zone);
        (Cron, Zone) = (cron, zone);
        try
        {
            var hasSeconds = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
            _cron = CronExpression.Parse(cron, hasSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException e)
        {
            throw new ArgumentException($"cron: '{cron}' is no schedule: {e.Message} Write minute hour day month weekday, such as '30 7 * * 1-5'.", nameof(cron));
        }

        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? found
            : throw new ArgumentException($"zone: there is no time zone '{zone}' here; write an IANA name such as Asia/Kolkata.", nameof(zone));
    }

    /// <summary>The expression.</summary>
    public string Cron { get; }

    /// <summary>The zone in which it is read.</summary>
    public string Zone { get; }

    /// <summary>The first tick after a moment; null where there is none any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) =>
        _cron.GetNextOccurrence(after.UtcDateTime, _zone) is { } next ? new(next, TimeSpan.Zero) : null;

    /// <summary>The ticks after a moment up to another one.</summary>
    internal IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset upto)
    {
        for (var tick = Next(after); tick <= upto; tick = Next(tick.Value))
            yield return tick.Value;
    }
}
