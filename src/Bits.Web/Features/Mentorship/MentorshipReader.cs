using System.Globalization;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Mentorship;

/// <summary>Reads what an address of mentorship names.</summary>
sealed class MentorshipReader(PageCalls calls)
{
    const int FirstYear = 1900;
    const int LastYear = 2200;

    static readonly string[] LocalFormats = ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <summary>Gets the programme, as the user sees it.</summary>
    /// <exception cref="FaultException">It does not exist, or is hidden from the user.</exception>
    public async Task<GetProgramme.Response> GetAsync(ScreenCall call, CancellationToken ct) =>
        Guid.TryParse(call.Route("programme"), out var id)
            && await calls.FindAsync<GetProgramme.Response>("mentorship.v1/GetProgramme", new GetProgramme.Request(id), call.User, ct) is { } found
            ? found
            : throw ScreenCall.NotThere("There is no such programme, or it is still a draft.");

    /// <summary>Gets the programme for one of its coordinators.</summary>
    /// <exception cref="FaultException">It does not exist, or the user does not coordinate it.</exception>
    public async Task<GetProgramme.Response> CoordinateAsync(ScreenCall call, CancellationToken ct)
    {
        var found = await GetAsync(call, ct);
        return found.Programme.Can.Contains(ProgrammeAction.Coordinate)
            ? found
            : throw FaultException.PermissionDenied("not_a_coordinator", "This page is for the coordinators of the programme.");
    }

    /// <summary>Gets a pair of the user.</summary>
    /// <exception cref="FaultException">The user has no such pair.</exception>
    public async Task<GetPair.Response> PairAsync(ScreenCall call, CancellationToken ct) =>
        Guid.TryParse(call.Route("pair"), out var id)
            && await calls.FindAsync<GetPair.Response>("mentorship.v1/GetPair", new GetPair.Request(id), call.User, ct) is { } found
            ? found
            : throw ScreenCall.NotThere("There is no such match of yours. A match that was taken back is not shown any more.");

    /// <summary>Returns the time zone of the user's settings.</summary>
    public async Task<TimeZoneInfo> ZoneAsync(ScreenCall call, CancellationToken ct)
    {
        var settings = await calls.InvokeAsync<GetSettings.Response>("notifications.v1/GetSettings", new GetSettings.Request(), call.User, ct);
        return Parts.Zones.Find(settings.Settings.TimeZone);
    }

    /// <summary>Reads a local time of a form in a zone.</summary>
    /// <exception cref="FaultException">It is no time, far away, or skipped by the clocks of the zone.</exception>
    public static DateTimeOffset TimeOf(string field, string? text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            throw FaultException.InvalidArgument(field, "is no time. Write one such as 2027-02-03T18:00.");
        if (local.Year is < FirstYear or > LastYear)
            throw FaultException.InvalidArgument(field, $"is in the year {local.Year}. Give a year from {FirstYear} to {LastYear}.");
        if (zone.IsInvalidTime(local))
            throw FaultException.InvalidArgument(field, $"does not exist in {zone.Id}: the clocks are put forward then. Choose an hour later.");

        return new(local, zone.GetUtcOffset(local));
    }

    /// <summary>Writes a time for a field of a form.</summary>
    public static string TextOf(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    /// <summary>Returns the ids in lines of addresses of profiles, such as <c>/people/0198…</c>.</summary>
    public static Guid? PersonOf(string? text) =>
        Guid.TryParse((text ?? "").Trim().TrimEnd('/').Split('/', '?', '#')[^1], out var id) ? id : null;
}
