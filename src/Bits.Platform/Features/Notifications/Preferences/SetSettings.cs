using System.ComponentModel.DataAnnotations;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Notifications;

/// <summary>Sets how the caller is reached: language, time zone, quiet hours and digest. Counts for everything that is not sent
/// yet.</summary>
[Rpc(
    "notifications.v1/SetSettings", NotificationCapabilities.Self,
    Example = """{"language":"hindi","timeZone":"Asia/Kolkata","quietFrom":"22:00","quietUntil":"07:00","digest":"daily","digestHour":8,"digestDay":"saturday"}""",
    Answer = """{"settings":{"language":"hindi","timeZone":"Asia/Kolkata","quietFrom":"22:00:00","quietUntil":"07:00:00","digest":"daily","digestHour":8,"digestDay":"saturday"}}""")]
public sealed class SetSettings : IRpc<SetSettings.Request, SetSettings.Response>
{
    /// <summary>The settings; all of them.</summary>
    /// <param name="Language">The language of all notifications.</param>
    /// <param name="TimeZone">The IANA name of the time zone, such as Asia/Kolkata.</param>
    /// <param name="Digest">How often a digest is sent: off, daily or weekly.</param>
    /// <param name="DigestHour">The local hour of the digest, 0 to 23.</param>
    /// <param name="DigestDay">The day of a weekly digest.</param>
    /// <param name="QuietFrom">The local time from which nothing is sent outside the app, such as 22:00; null without quiet
    /// hours.</param>
    /// <param name="QuietUntil">The local time from which it is sent again, such as 07:00; null without quiet hours.</param>
    public sealed record Request(
        Language Language,
        [property: Text(64, TextKind.Line)] string TimeZone,
        DigestRhythm Digest,
        [property: Range(0, 23, ErrorMessage = "must be from 0 to 23.")] int DigestHour,
        DayOfWeek DigestDay,
        TimeOnly? QuietFrom = null,
        TimeOnly? QuietUntil = null);

    /// <summary>The result.</summary>
    /// <param name="Settings">The settings now.</param>
    public sealed record Response(NotificationSettings Settings);

    static readonly AuditField Settings = new("settings", Sensitivity.Personal);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone, out var zone) || !zone.HasIanaId)
            throw FaultException.InvalidArgument("timeZone", "is not an IANA time zone; use one such as Asia/Kolkata.");
        if (request.QuietFrom is null != request.QuietUntil is null)
            throw FaultException.InvalidArgument(
                request.QuietFrom is null ? "quietFrom" : "quietUntil", "is missing; set both times of the quiet hours, or none.");
        if (request.QuietFrom is { } from && from == request.QuietUntil)
            throw FaultException.InvalidArgument("quietUntil", "must differ from quietFrom; to get nothing at all, turn the kinds off.");

        var settings = new NotificationSettings(
            request.Language, request.TimeZone, request.QuietFrom, request.QuietUntil, request.Digest, request.DigestHour, request.DigestDay);
        var earlier = await NotificationSettings.ReadAsync(call.Db, call.Caller.UserId, ct);
        await settings.WriteAsync(call.Db, call.Caller.UserId, ct);

        call.Audit.Target("user", call.Caller.UserId).Changed(Settings, earlier.ToString(), settings.ToString()).If(earlier != settings);
        return new(settings);
    }
}
