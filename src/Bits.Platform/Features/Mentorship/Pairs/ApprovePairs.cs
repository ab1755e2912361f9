using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Approves proposals: mentor and mentee are asked, and answer until the deadline of the programme. A mentor never gets more
/// mentees than places, whatever else is approved at the same time.</summary>
[Rpc(
    "mentorship.v1/ApprovePairs", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","pairIds":["0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"]}""",
    Answer = """{"approved":["0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"],"left":[]}""")]
public sealed class ApprovePairs(PairApproval approval) : IRpc<ApprovePairs.Request, ApprovePairs.Response>
{
    static readonly AuditField Approved = new("approved");

    /// <summary>The proposals.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="PairIds">The pairs, at most 200; those that are no proposals any more are left alone.</param>
    public sealed record Request(
        Guid ProgrammeId, [property: MaxLength(200, ErrorMessage = "has more than 200 entries; approve a run in the background instead.")] IReadOnlyList<Guid> PairIds)
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="Approved">The approved pairs.</param>
    /// <param name="Left">Those that stay proposed: the mentor has no place left, or one of the two blocks the other.</param>
    public sealed record Response(IReadOnlyList<Guid> Approved, IReadOnlyList<Guid> Left);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var programme = await Programme.HoldAsync(call.Db, request.ProgrammeId, ct);
        programme.RequireState("pairs are approved in review and later", ProgrammeState.Review, ProgrammeState.Active);
        var (approved, left) = await approval.ApproveAsync(call.Db, programme, request.PairIds, call.Caller.UserId, ct);

        call.Audit.Target("programme", programme.Id).Changed(Approved, from: null, approved.Count).If(approved.Count > 0);
        return new(approved, left);
    }
}
