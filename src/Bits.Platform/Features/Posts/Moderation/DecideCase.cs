using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Decides on a reported post or comment: a moderator of its scope, never on their own text. The author is
/// notified.</summary>
[Rpc(
    "moderation.v1/Decide", PostCapabilities.Use, Audit = AuditClass.Admin,
    Example = """{"caseId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","decision":"remove","reason":"No sales here."}""",
    Answer = """{"removed":1}""")]
public sealed class DecideCase(CaseGate gate, CaseDecider decider) : IRpc<DecideCase.Request, DecideCase.Response>
{
    /// <summary>The decision.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="Decision">The decision.</param>
    /// <param name="Reason">The reason; the author reads it.</param>
    /// <param name="Until">The end of a ban; null until it is lifted.</param>
    /// <param name="PostsOfDays">With a ban: the number of days, 1 to 30, of which all their posts and comments in the scope
    /// are removed too; 0 for none.</param>
    public sealed record Request(
        Guid CaseId, CaseDecision Decision, [property: Text(Change.MaxReasonLength)] string Reason,
        DateTimeOffset? Until = null, [property: Range(0, 30, ErrorMessage = "must be 0 to 30.")] int PostsOfDays = 0);

    /// <summary>The result.</summary>
    /// <param name="Removed">The number of posts and comments that are no longer visible.</param>
    public sealed record Response(int Removed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var found = await gate.GetAsync(call, request.CaseId, ct);
        if (request.Decision != CaseDecision.Ban && (request.Until is not null || request.PostsOfDays > 0))
            throw FaultException.InvalidArgument("decision", "is not ban; only a ban has an end and posts of days.");

        var removed = await decider.DecideAsync(
            call, found, new(request.Decision, request.Reason, request.Until, request.PostsOfDays), ct);

        call.Audit.Target("user", found.AuthorId).Because(request.Reason);
        return new(removed);
    }
}
