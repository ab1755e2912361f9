using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Returns what the certificate of a finished mentorship says.</summary>
[Rpc(
    "mentorship.v1/GetCertificate", MentorshipCapabilities.View, Reads = true,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"name":"Asha","role":"mentee","otherName":"Divya","programmeName":"First years in industry","startedAt":"2027-02-01T00:00:00Z","endedAt":"2027-07-31T00:00:00Z","sessions":12,"hours":11.5}""")]
public sealed class GetCertificate(AccountDirectory accounts) : IRpc<GetCertificate.Request, GetCertificate.Response>
{
    /// <summary>The pair.</summary>
    /// <param name="PairId">The pair; one that has finished or whose programme is closed.</param>
    public sealed record Request(Guid PairId);

    /// <summary>The certificate.</summary>
    /// <param name="Name">The caller's name.</param>
    /// <param name="Role">Mentor or mentee.</param>
    /// <param name="OtherName">The other one's name; null when the account is gone.</param>
    /// <param name="ProgrammeName">The programme.</param>
    /// <param name="StartedAt">The start.</param>
    /// <param name="EndedAt">The end.</param>
    /// <param name="Sessions">The sessions that took place.</param>
    /// <param name="Hours">Their hours.</param>
    public sealed record Response(
        string Name, ApplicantRole Role, string? OtherName, string ProgrammeName, DateTimeOffset StartedAt, DateTimeOffset EndedAt,
        long Sessions, double Hours);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            select count(*), coalesce(sum(minutes), 0) / 60.0::float8
            from mentorship_session
            where pair_id = $1 and state = 'planned' and starts_at < now()
            """;

        var pair = await MentorshipPair.GetOwnAsync(call, request.PairId, ct);
        if (!pair.HasCertificate)
            throw FaultException.FailedPrecondition("not_completed", "There is a certificate when the mentorship has been completed.");

        var other = pair.OtherThan(call.Caller.UserId);
        var names = await accounts.ListNamesAsync(call.Db, [other], ct);
        var programmes = await Programme.ListNamesAsync(call.Db, [pair.ProgrammeId], ct);
        var (sessions, hours) = await call.Db.FindAsync(sql, [pair.Id], row => (row.GetInt64(0), row.GetDouble(1)), ct);
        return new(
            call.Caller.Name, pair.RoleOf(call.Caller.UserId)!.Value, names.GetValueOrDefault(other), programmes[pair.ProgrammeId],
            pair.StartedAt!.Value, pair.EndedAt!.Value, sessions, hours);
    }
}
