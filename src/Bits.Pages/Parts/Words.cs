using System.Globalization;
using Bits.Shared;

namespace Bits.Pages.Parts;

/// <summary>Formats numbers and times for readers.</summary>
public static class Words
{
    /// <summary>Returns a value as requests and tables write it, such as <c>every</c>.</summary>
    public static string Value<T>(T value) where T : struct, Enum => value.ToText();

    /// <summary>Reads a value that <see cref="Value"/> has written, such as that of a link or a field; null without one, and for
    /// every other text.</summary>
    public static T? Find<T>(string? text) where T : struct, Enum => EnumText.Find<T>(text);

    /// <summary>Returns host and port of an address; a text that has none as it is.</summary>
    public static string Authority(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Authority : address;

    /// <summary>Formats a number with thousands separators.</summary>
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Formats an estimated number, such as <c>~1.2 M</c>.</summary>
    public static string About(long value) => value switch
    {
        < 1_000 => $"~{value.ToString(CultureInfo.InvariantCulture)}",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"~{value / 1e3:0.#} k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"~{value / 1e6:0.##} M"),
    };

    /// <summary>Formats a time relative to now: <c>3 min ago</c>, <c>in 5 s</c>.</summary>
    public static string Ago(TimeSpan fromNow) => fromNow.Duration() < TimeSpan.FromSeconds(1)
        ? "now"
        : fromNow < TimeSpan.Zero ? $"{Span(-fromNow)} ago" : $"in {Span(fromNow)}";

    /// <summary>Formats a duration: <c>850 ms</c>, <c>12 s</c>, <c>3 min</c>, <c>5 h</c>, <c>2 d</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes):0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalDays):0} d"),
    };

    /// <summary>Formats a size: <c>12.3 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };
}
