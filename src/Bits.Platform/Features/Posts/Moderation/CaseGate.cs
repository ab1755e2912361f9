using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Opens cases to the moderators of their scopes. To others they do not exist.</summary>
public sealed class CaseGate(PostGate gate)
{
    /// <summary>Returns a case that the caller may decide on.</summary>
    /// <exception cref="FaultException">There is no such case, it is hidden from the caller, or it is about their own text.
    /// </exception>
    internal async Task<Case> GetAsync(RpcContext call, Guid caseId, CancellationToken ct)
    {
        if (await Case.FindAsync(call.Db, caseId, ct) is not { } found
            || await gate.FindRightsAsync(call.Db, call.Caller, found.Scope, ct) is not { } rights
            || !rights.May(PostCapabilities.Moderate))
            throw FaultException.NotFound("case_not_found", $"There is no case {caseId}, or it is hidden from you.");

        return found.AuthorId == call.Caller.UserId
            ? throw FaultException.PermissionDenied("own_content", "You wrote this yourself. Another moderator decides.")
            : found;
    }
}
