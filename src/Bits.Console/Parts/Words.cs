using System.Globalization;

namespace Bits.Console.Parts;

/// <summary>Numbers and times as people read them.</summary>
public static class Words
{
    /// <summary>A number with its thousands apart.</summary>
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>How many jobs fit.</summary>
    public static string Matching(long jobs, bool isMore) => jobs == 1 ? "1 job" : $"{Number(jobs)}{(isMore ? " or more" : "")} jobs";

    /// <summary>A number that is estimated, such as <c>~1.2 M</c>.</summary>
    public static string About(long value) => value switch
    {
        < 1_000 => $"~{value.ToString(CultureInfo.InvariantCulture)}",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"~{value / 1e3:0.#} k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"~{value / 1e6:0.##} M"),
    };

    /// <summary>A time from now: <c>3 min ago</c>, <c>in 5 s</c>.</summary>
    public static string Ago(TimeSpan fromNow) => fromNow.Duration() < TimeSpan.FromSeconds(1)
        ? "now"
        : fromNow < TimeSpan.Zero ? $"{Span(-fromNow)} ago" : $"in {Span(fromNow)}";

    /// <summary>How long: <c>850 ms</c>, <c>12 s</c>, <c>3 min</c>, <c>5 h</c>, <c>2 d</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes):0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalDays):0} d"),
    };

    /// <summary>A size: <c>12.3 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };
}
