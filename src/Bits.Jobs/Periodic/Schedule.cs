using Cronos;

namespace Bits.Jobs;

/// <summary>What happens to ticks that no worker fired in time.</summary>
public enum MissedTicks
{
    /// <summary>Missed ticks have no job. A tick that is late by up to a minute still fires.</summary>
    Skip,

    /// <summary>All missed ticks have one job.</summary>
    Coalesce,

    /// <summary>Each of the latest missed ticks has a job.</summary>
    All,
}

/// <summary>A cron expression in a time zone.</summary>
/// <remarks>When clocks go forward, a time that does not exist means the first moment after the gap. When clocks go back, a
/// time that comes twice means the first one if the expression names an hour. An expression with intervals (<c>*</c>,
/// <c>/</c>, <c>-</c> in hours or minutes) continues by its intervals.</remarks>
public sealed record Schedule
{
    readonly CronExpression _cron;
    readonly TimeZoneInfo _zone;

    /// <summary>Reads an expression and a zone.</summary>
    /// <param name="cron">Five fields (minute, hour, day, month, day of week), or six with seconds first; or a macro such as
    /// <c>@daily</c>.</param>
    /// <param name="zone">An IANA zone, such as <c>Asia/Kolkata</c>; default <c>UTC</c>.</param>
    /// <exception cref="ArgumentException">The expression or the zone is invalid; the message says which and
    /// why.</exception>
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
            throw new InvalidArgumentException(nameof(cron), $"'{cron}' is not a schedule: {e.Message} Write minute hour day month weekday, such as '30 7 * * 1-5'.");
        }

        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? found
            : throw new InvalidArgumentException(nameof(zone), $"'{zone}' is not a time zone of this machine. Write an IANA name such as Asia/Kolkata.");
    }

    /// <summary>The cron expression.</summary>
    public string Cron { get; }

    /// <summary>The time zone of the expression.</summary>
    public string Zone { get; }

    /// <summary>Returns the first tick after a moment; null if there are no more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) =>
        _cron.GetNextOccurrence(after.UtcDateTime, _zone) is { } next ? new(next, TimeSpan.Zero) : null;

    /// <summary>Lists the ticks after a moment, up to another moment.</summary>
    internal IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset upto)
    {
        for (var tick = Next(after); tick <= upto; tick = Next(tick.Value))
            yield return tick.Value;
    }
}
