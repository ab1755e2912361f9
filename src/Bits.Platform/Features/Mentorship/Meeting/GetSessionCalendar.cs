using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Returns a session of the caller as an iCalendar file.</summary>
[Rpc(
    "mentorship.v1/GetSessionCalendar", MentorshipCapabilities.View, Reads = true,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","sessionId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f17"}""",
    Answer = """{"fileName":"mentorship.ics","contentType":"text/calendar; charset=utf-8","content":"BEGIN:VCALENDAR"}""")]
public sealed class GetSessionCalendar(AccountDirectory accounts) : IRpc<GetSessionCalendar.Request, GetSessionCalendar.Response>
{
    /// <summary>The session.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="SessionId">The session.</param>
    public sealed record Request(Guid PairId, Guid SessionId);

    /// <summary>The file.</summary>
    /// <param name="FileName">A name for it.</param>
    /// <param name="ContentType">Its type.</param>
    /// <param name="Content">Its text.</param>
    public sealed record Response(string FileName, string ContentType, string Content);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "select changed_at from mentorship_session where id = $1";

        var pair = await MentorshipPair.GetOwnAsync(call, request.PairId, ct);
        var session = await Sessions.GetAsync(call.Db, pair.Id, request.SessionId, ct);
        var changedAt = await call.Db.FindAsync(sql, [session.SessionId], row => row.GetFieldValue<DateTimeOffset>(0), ct);
        var other = pair.OtherThan(call.Caller.UserId);
        var names = await accounts.ListNamesAsync(call.Db, [other], ct);

        return new(
            "mentorship.ics", "text/calendar; charset=utf-8",
            SessionCalendar.Write(session, $"Mentorship: {names.GetValueOrDefault(other) ?? "a former member"}", changedAt));
    }
}
