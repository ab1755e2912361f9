namespace Bits.Web.Parts;

/// <summary>Lists time zones for forms, and reads times of a zone.</summary>
static class Zones
{
    /// <summary>Returns the zones of places, with one that this machine may not list.</summary>
    public static IEnumerable<string> Names(string? present) => TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
        .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal))
        .Append("UTC").Concat(present is { Length: > 0 } ? [present] : []).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Returns a zone; UTC for one that this machine does not know.</summary>
    public static TimeZoneInfo Find(string? id) =>
        id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>Returns a zone as readers write it.</summary>
    public static string Title(string id) => id.Replace('_', ' ');
}
